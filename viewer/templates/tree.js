// In an exported tree: its documents name the address that it was made for, as IIIF wants it. Wherever else it lies, its
// own pages read them as if they named that.
const told = {{{base}}};
const here = new URL("..", import.meta.url).href.slice(0, -1);

for (const [selector, attribute] of [["avocet-viewer", "src"], ["[data-copy]", "data-copy"]])
  for (const element of document.querySelectorAll(selector))
    element.setAttribute(attribute, new URL(element.getAttribute(attribute), document.baseURI).href);

if (here !== told) {
  const ask = window.fetch;
  window.fetch = async (address, options) => {
    const answer = await ask(address, options);
    const { pathname, href } = new URL(answer.url || address, document.baseURI);
    if (!answer.ok || !href.startsWith(`${here}/`) || !pathname.endsWith(".json")) return answer;
    const text = (await answer.text()).replaceAll(`"${told}/`, `"${here}/`);
    return new Response(text, { status: answer.status, headers: answer.headers });
  };
}
