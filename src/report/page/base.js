"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const SVG = "http://www.w3.org/2000/svg";

// An element with attributes and children; texts are texts, never markup.
function make(name, attributes = {}, ...children) {
  const svg = ["svg", "rect", "line", "text", "g"].includes(name);
  const element = svg ? document.createElementNS(SVG, name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

function section(id) {
  const element = document.getElementById(id);
  element.hidden = false;
  return element;
}

function plural(count, one, more = one + "s") {
  return count.toLocaleString("en") + " " + (count === 1 ? one : more);
}

function showBytes(bytes) {
  const units = ["B", "kB", "MB", "GB", "TB", "PB"];
  let value = Math.abs(bytes);
  let unit = 0;
  while (value >= (unit === 0 ? 1000 : 999.95) && unit + 1 < units.length) {
    value /= 1000;
    unit += 1;
  }
  return (bytes < 0 ? "\u2212" : "") + (unit === 0 ? value : value.toFixed(1)) + " " + units[unit];
}

function showTime(ms) {
  return ms < 1000 ? (ms < 10 ? ms.toFixed(1) : Math.round(ms)) + " ms"
    : ms < 60000 ? (ms / 1000).toFixed(1) + " s"
    : Math.floor(ms / 60000) + " min " + String(Math.floor(ms / 1000) % 60).padStart(2, "0") + " s";
}

function percentSaved(before, after) {
  return before === 0 ? 0 : (100 * (before - after)) / before;
}

function showPercent(value) {
  return (value < 0 ? "\u2212" : "") + Math.abs(value).toFixed(1) + " %";
}

// What is under the pointer is told beside it: elements with a text by this map.
const tips = new WeakMap();
const tip = document.querySelector(".tip");

function showTip(event) {
  const text = tips.get(event.target);
  tip.hidden = text === undefined;
  if (text === undefined) {
    return;
  }
  tip.textContent = text;
  const page = document.documentElement.clientWidth;
  tip.style.left = Math.max(4, Math.min(event.pageX + 12, page - tip.offsetWidth - 4)) + "px";
  tip.style.top = event.pageY + 16 + "px";
}
document.addEventListener("pointermove", showTip);
document.addEventListener("pointerdown", showTip);
