// SPDX-License-Identifier: Apache-2.0
#include "pixherd/cli/foreign_names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace pixherd {
namespace {

// Those of jpegoptim, optipng, oxipng, pngquant, cwebp, avifenc, cjpeg, ImageMagick, vipsthumbnail,
// sharp-cli, squoosh-cli, caesiumclt and image_optim, and what cp and rsync call the same.
constexpr std::array kForeignNames{
    // Inputs
    ForeignName{"-r -R --recursive --recurse --recurse-subdirs",
                "folders are walked with all below them; --no-recursive turns that off"},
    ForeignName{"--max-depth --depth", "--no-recursive"},
    ForeignName{"--glob --pattern --match --filter", "--include GLOB"},
    ForeignName{"--ignore --skip --exclude-from", "--exclude GLOB"},
    ForeignName{"--files-stdin --stdin-list --input-list --list -T", "--files-from -"},
    ForeignName{"--since --changed --staged --git",
                "pixherd takes a list from git: git diff -z --name-only REF | pixherd "
                "--files0-from -"},
    ForeignName{"--stdin", "- for standard input, with -o - for standard output"},
    ForeignName{"-i --input",
                "an image or folder is named without an option; --files-from takes "
                "a list of them"},
    // Outputs
    ForeignName{"--dest --dst --destination --outdir --out-dir --output-dir --output-folder "
                "--output-path --target-dir --out --outfile --dir --path -d -out -outdir -dest "
                "-path -dir",
                "--output DIR"},
    ForeignName{"--stdout -c", "--output - for one image to standard output"},
    ForeignName{"--inplace --replace --overwrite-original", "--in-place"},
    ForeignName{"--force -f -y --yes --clobber --overwrite-all --overwrite-existing",
                "--overwrite all"},
    ForeignName{"--no-clobber --no-overwrite --skip-existing --keep-existing", "--overwrite never"},
    ForeignName{"--update -u", "--overwrite bigger, or --state DIR to do nothing twice"},
    ForeignName{"--cache --incremental --journal --cache-dir", "--state DIR"},
    ForeignName{"--append --postfix --ext", "--suffix TEXT"},
    ForeignName{"--rename --filename --output-template", "--name-template TEXT"},
    ForeignName{"--backup --keep-backup -b -backup",
                "pixherd keeps no backups; --output DIR leaves the sources as they are"},
    ForeignName{"--keep-dates --keep-date --keep-time --keep-times --keep-timestamps "
                "--preserve-mtime --preserve-timestamps --preserve --timestamps -p -preserve",
                "--preserve-times"},
    ForeignName{"--preserve-perms --keep-permissions --keep-perms --chmod -P",
                "--preserve-permissions"},
    ForeignName{"--threshold --min-saving --min-gain", "--min-savings 5%"},
    ForeignName{"--only-if-smaller --skip-if-larger",
                "what does not get smaller is kept as it is; --min-savings asks for more"},
    ForeignName{"--simulate --pretend --noaction --no-action --no-act --test -simulate",
                "--dry-run"},
    // Size
    ForeignName{"--max-size --size --target-size -S -size --filesize --max-filesize",
                "--long-edge for pixels, --max-bytes for bytes"},
    ForeignName{"--resize --thumbnail --scale-to --dimensions --geometry -resize -thumbnail "
                "-geometry -scale",
                "--long-edge, --width, --height or --percent"},
    ForeignName{"-s", "--long-edge for pixels, --strip for metadata"},
    ForeignName{"--max-width", "--width"},
    ForeignName{"--max-height", "--height"},
    ForeignName{"-w", "--width for pixels, --processes for workers"},
    ForeignName{"--long-side --longest-side --longest --longest-edge --max-side --max-edge "
                "--max-dimension --max-dim",
                "--long-edge"},
    ForeignName{"--short-side --shortest-side --shortest --shortest-edge --min-side",
                "--short-edge"},
    ForeignName{"--scale --ratio", "--percent"},
    ForeignName{"--crop --smartcrop -crop", "--fit cover"},
    ForeignName{"--gravity -gravity --anchor", "--position"},
    ForeignName{"--filter-type --resampling --interpolation --interpolator", "--kernel"},
    ForeignName{"--enlarge --allow-enlargement --withEnlargement", "--upscale"},
    ForeignName{"--without-enlargement --withoutEnlargement --no-enlarge --shrink-only",
                "nothing is enlarged unless --upscale is given"},
    ForeignName{"--background-color --background-colour --bg -background", "--background"},
    ForeignName{"--rotate --autorot --auto-orient --autorotate --auto-rotate -auto-orient",
                "pictures are turned as their EXIF says; --keep orientation leaves them"},
    // Encoding
    ForeignName{"--output-format --convert --convert-to --to --type --encode --webp --avif "
                "--mozjpeg --jpeg --jpg --png --gif --tiff -format -t",
                "--format"},
    ForeignName{"-Q --quality-max --max --lossy -quality --jpeg-quality-max", "--quality"},
    ForeignName{"-q", "-q is short for --quiet and takes no value; --quality takes one"},
    ForeignName{"-m", "--quality, or --effort for how hard it is tried"},
    ForeignName{"--opt -O --level --speed --compression-level --compressionLevel --compression "
                "--method --zopfli -Z -z --iterations --optimization-level --optimize --optimise",
                "--effort"},
    ForeignName{"-lossless", "--lossless"},
    ForeignName{"--all-progressive --interlace --interlaced --interlacing -interlace -progressive",
                "--progressive"},
    ForeignName{"--all-normal --no-progressive --nointerlace --no-interlace", "--baseline"},
    ForeignName{"--subsampling --sampling-factor --subsample --chroma --sample -sampling-factor "
                "--yuv",
                "--chroma-subsampling"},
    ForeignName{"--palette --ncolors --ncolours --max-colors --max-colours --num-colors -colors",
                "--colours"},
    ForeignName{"--nofs --no-dither --no-dithering", "--dither 0"},
    ForeignName{"--floyd --dithering", "--dither 1"},
    ForeignName{"--depth-bits -depth", "--bit-depth"},
    // Metadata
    ForeignName{"--strip-all --strip-metadata --no-metadata --remove-metadata --copy-none -strip",
                "--keep none"},
    ForeignName{"--strip-none --keep-all --keep-metadata --with-metadata --withMetadata "
                "--no-strip --metadata -metadata",
                "--keep all"},
    ForeignName{"--strip-exif --no-exif", "--strip exif"},
    ForeignName{"--strip-icc --no-icc --strip-profile", "--strip icc"},
    ForeignName{"--strip-xmp --no-xmp", "--strip xmp"},
    ForeignName{"--strip-iptc --no-iptc", "--strip iptc"},
    ForeignName{"--strip-gps --no-gps --strip-location", "--strip gps"},
    ForeignName{"--strip-com --strip-comments --strip-safe", "--strip, with kinds of metadata"},
    ForeignName{"--keep-exif --exif", "--keep exif"},
    ForeignName{"--keep-icc --keep-profile --icc --profile", "--keep icc"},
    ForeignName{"--keep-xmp --xmp", "--keep xmp"},
    ForeignName{"--keep-copyright --copyright", "--keep copyright"},
    // Workers and limits
    ForeignName{"-j --jobs --threads --workers --parallel --concurrency --max-workers --max-procs "
                "--nprocs --procs --cores",
                "--processes"},
    ForeignName{"--batch-size --chunk-size", "--max-batch-size, or --tasks-per-process"},
    ForeignName{"--memory --max-memory --memory-limit", "--target-memory-percentage"},
    ForeignName{"--time --max-time --deadline", "--time-limit for the run, --timeout for an image"},
    // Reports
    ForeignName{"--silent --no-output", "--quiet"},
    ForeignName{"--csv --log --log-file", "--json, with a record for each file"},
    ForeignName{"--totals --statistics --summary", "--stats"},
    ForeignName{"--no-progress --noprogress", "--progress none"},
    ForeignName{"--ci --lint --fail --error-if-smaller", "--check"},
    ForeignName{"--show-config --dump-config", "--print-config"},
    ForeignName{"--completion --generate-completion --generate-completions", "--completions"},
    ForeignName{"--man", "--manual"},
};

bool has_name(std::string_view names, std::string_view name) {
  for (std::size_t at = names.find(name); at != std::string_view::npos;
       at = names.find(name, at + 1)) {
    const std::size_t end = at + name.size();
    if ((at == 0 || names[at - 1] == ' ') && (end == names.size() || names[end] == ' ')) {
      return true;
    }
  }
  return false;
}

/// "-j" of "-j4": the letter before a value that is none of letters.
std::string_view letter_of(std::string_view typed) {
  const bool has_value = typed.size() > 2 && typed[0] == '-' && typed[1] != '-' &&
                         std::isalpha(static_cast<unsigned char>(typed[2])) == 0;
  return has_value ? typed.substr(0, 2) : typed;
}

}  // namespace

std::span<const ForeignName> foreign_names() { return kForeignNames; }

std::string known_here_as(std::string_view typed) {
  for (const std::string_view name : {typed, letter_of(typed)}) {
    const auto found =
        std::find_if(kForeignNames.begin(), kForeignNames.end(),
                     [&](const ForeignName& each) { return has_name(each.names, name); });
    if (found != kForeignNames.end()) {
      return found->here.starts_with("--") ? fmt::format("; did you mean {}?", found->here)
                                           : fmt::format("; {}", found->here);
    }
  }
  return "";
}

}  // namespace pixherd
