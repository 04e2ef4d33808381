import OpenSeadragon from "openseadragon";

const root = document.getElementById("root");
root.style.cssText = "width: 900px; height: 600px";
window.OpenSeadragon = OpenSeadragon;
window.viewer = OpenSeadragon({ element: root, tileSources: window.address, crossOriginPolicy: "Anonymous", drawer: "canvas", showNavigationControl: false, animationTime: 0.1, immediateRender: true });
window.tiles = [];
window.viewer.addHandler("tile-loaded", ({ tile }) => window.tiles.push(tile.getUrl()));
window.viewer.addHandler("tile-load-failed", ({ message }) => (window.failure = message));
window.viewer.addHandler("open-failed", ({ message }) => (window.failure = message));
