// A style sheet that a script imports arrives as text, its own imports resolved: it goes into a shadow root.
import { build } from "esbuild";
import path from "node:path";

export const styleAsText = {
  name: "style as text",
  setup(making) {
    making.onResolve({ filter: /\.css$/ }, ({ path: name, kind, resolveDir }) => (kind === "import-statement" ? { path: path.resolve(resolveDir, name), namespace: "style" } : undefined));
    making.onLoad({ filter: /.*/, namespace: "style" }, async ({ path: name }) => {
      const { outputFiles } = await build({ entryPoints: [name], bundle: true, minify: true, external: ["*.woff2"], write: false, logLevel: "warning" });
      return { contents: outputFiles[0].text, loader: "text" };
    });
  },
};
