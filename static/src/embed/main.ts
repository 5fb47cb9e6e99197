// <strikemap-embed src="https://example.org/embed?…" title="…">a link</strikemap-embed>
//
// Puts the frame into the place of what stands in the element, and makes it as high
// as the frame says. Nothing else is taken from the frame.

const script = document.currentScript as HTMLScriptElement | null;

class StrikemapEmbed extends HTMLElement {
  connectedCallback(): void {
    if (this.querySelector('iframe')) return;
    const address = new URL(this.getAttribute('src') ?? '', document.baseURI);
    // Only what lies where this script lies may be framed by it.
    if (script && address.origin !== new URL(script.src).origin) return;
    if (!/^https?:$/.test(address.protocol)) return;
    const frame = document.createElement('iframe');
    frame.src = address.href;
    frame.title = this.getAttribute('title') ?? 'Map';
    frame.loading = this.getAttribute('loading') === 'eager' ? 'eager' : 'lazy';
    frame.allow = '';
    frame.referrerPolicy = 'no-referrer';
    frame.style.cssText = `display:block;width:100%;border:0;height:${Number(this.getAttribute('height')) || 700}px`;
    this.removeAttribute('title');
    this.style.display = 'block';
    addEventListener('message', ({ source, data }: MessageEvent<unknown>) => {
      if (source !== frame.contentWindow || typeof data !== 'object' || !data) return;
      const { type, height } = data as { type?: unknown; height?: unknown };
      if (type === 'strikemap:height' && typeof height === 'number' && height >= 100 && height <= 10_000) frame.style.height = `${Math.ceil(height)}px`;
    });
    this.replaceChildren(frame);
  }
}

if (!customElements.get('strikemap-embed')) customElements.define('strikemap-embed', StrikemapEmbed);

// A module of its own, so that no name gets out.
export {};
