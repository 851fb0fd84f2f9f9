/* Keeping the latest words in view, until the person scrolls away from them. */

const NEAR_PX = 48;

export class Follower {
  isFollowing = true;
  #scroll;
  #jump;
  #lastTop = 0;
  #lastHeight = 0;
  #observer;

  constructor(scroll, content, jump) {
    this.#scroll = scroll;
    this.#jump = jump;
    scroll.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    // Before its scroll event can say so: new words in between would move the page back.
    scroll.addEventListener("wheel", (event) => this.#wheeled(event), { passive: true });
    jump.addEventListener("click", () => this.toEnd());
    this.#observer = new ResizeObserver(() => {
      if (this.isFollowing) this.#stick();
      else this.#update();
    });
    this.observe(content);
    this.#observer.observe(scroll);
  }

  /** Watch the thread that is on the page now. */
  observe(content) {
    if (this.content) this.#observer.unobserve(this.content);
    this.content = content;
    this.#observer.observe(content);
  }

  toEnd() {
    this.isFollowing = true;
    this.#stick();
  }

  /** Remember what is in view; the function that is returned shows it again after a change above. */
  holdPlace() {
    const below = this.#scroll.scrollHeight - this.#scroll.scrollTop;
    return () => {
      this.#scroll.scrollTop = this.#scroll.scrollHeight - below;
      this.#lastTop = this.#scroll.scrollTop;
    };
  }

  get #distance() {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroll;
    return scrollHeight - scrollTop - clientHeight;
  }

  #stick() {
    this.#scroll.scrollTop = this.#scroll.scrollHeight;
    this.#lastTop = this.#scroll.scrollTop;
    this.#lastHeight = this.#scroll.scrollHeight;
    this.#update();
  }

  #wheeled(event) {
    // With Ctrl it zooms.
    const isUp = event.deltaY < 0 && !event.ctrlKey;
    if (isUp && this.#scroll.scrollTop > 0) this.isFollowing = false;
  }

  #scrolled() {
    const { scrollTop, scrollHeight } = this.#scroll;
    // Where the content became shorter, the browser moved it, and no person did.
    const isUp = scrollTop < this.#lastTop - 1 && scrollHeight >= this.#lastHeight;
    this.#lastTop = scrollTop;
    this.#lastHeight = scrollHeight;
    if (this.#distance < NEAR_PX && !isUp) this.isFollowing = true;
    else if (isUp && this.#distance >= 1) this.isFollowing = false;
    this.#update();
  }

  #update() {
    this.#jump.hidden = this.isFollowing || this.#distance < NEAR_PX;
  }
}
