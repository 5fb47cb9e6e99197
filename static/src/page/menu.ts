// A list that unfolds over the page, from a details element. It folds by itself: it
// would lie over what the reader goes on to.

/** Folds a menu when the focus or a click goes elsewhere, where it lies over that, and at Escape, which leaves the focus on its button. */
export function readyMenu(menu: HTMLDetailsElement, over: () => boolean = () => true): void {
  for (const kind of ['click', 'focusin']) {
    document.addEventListener(kind, ({ target }) => {
      if (menu.open && over() && !menu.contains(target as Node)) menu.open = false;
    });
  }
  menu.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !menu.open) return;
    event.preventDefault();
    menu.open = false;
    menu.querySelector('summary')?.focus();
  });
}
