// Buttons that copy an address: <button data-copy="..." hidden>. Shown only where copying is allowed.
export function enableCopying(root: ParentNode): void {
  if (!navigator.clipboard) return;
  for (const button of root.querySelectorAll<HTMLButtonElement>("button[data-copy]")) {
    const words = button.textContent;
    button.hidden = false;
    button.onclick = async () => {
      const copied = await navigator.clipboard.writeText(button.dataset["copy"] ?? "").then(() => true, () => false);
      button.textContent = copied ? "Copied" : "Copying failed";
      setTimeout(() => (button.textContent = words), 2000);
    };
  }
}
