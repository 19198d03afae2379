// What is written in a comment box is kept on this device until it is saved, and given back when
// the page comes again: phones end tabs without asking. Nothing leaves the device.
//
// Each form that is open has a key of its own, so that two tabs with the same box do not write over
// each other. The device forgets only what was saved: the words of that form, and equal ones.
//
// Words about a sensitive part are kept in their tab only, and end with it: whoever has the phone
// next does not find them. “Exit this page” forgets everything at once.

const PREFIX = 'words '
const SEPARATOR = '\n' // between the name of a box and the form that it is open in
const SECONDS_BETWEEN = 2
const KEPT_FOR = 7 * 24 * 60 * 60 * 1000 // milliseconds
const SENT = 'words sent'
const DEVICE = {
  store: 'localStorage',
  kept: 'We kept these words on this device at',
  saved: 'Saved on this device',
  until: '. If other people use it, forget what is kept before you go.',
  forget: 'Forget what is kept on this device'
}
const TAB = {
  store: 'sessionStorage',
  kept: 'We kept these words in this tab at',
  saved: 'Kept in this tab',
  until: ', until you close it.',
  forget: 'Forget these words now'
}
const BEFORE_TYPING = 'Until you save them, your words stay in this tab only. We forget them when you close the tab or press “Exit this page”.'

let sentInPlace = null // by a form that htmx sends
let hasLeft = false // by “Exit this page”

function timeOf (moment) {
  const minutes = String(moment.getMinutes()).padStart(2, '0')
  return `${moment.getHours() % 12 || 12}:${minutes}${moment.getHours() < 12 ? 'am' : 'pm'}`
}

function read (key, store) {
  try {
    const kept = JSON.parse(window[store].getItem(key))
    return kept && Date.now() - kept.at < KEPT_FOR ? kept : null
  } catch {
    return null // the browser keeps nothing
  }
}

export function forget (beginning = '') {
  for (const { store } of [DEVICE, TAB]) {
    try {
      for (const key of Object.keys(window[store])) {
        if (key.startsWith(PREFIX + beginning)) window[store].removeItem(key)
      }
    } catch {} // then nothing is kept
  }
}

/** Somebody has to get away: nothing typed stays, also not in the boxes that “Back” leads to. */
export function leave () {
  hasLeft = true
  forget()
  for (const form of document.forms) form.reset()
  for (const box of document.querySelectorAll('textarea')) box.value = ''
}

function keysOf (name, store) {
  try {
    return Object.keys(window[store]).filter(key => key.startsWith(PREFIX + name + SEPARATOR))
  } catch {
    return []
  }
}

function takeSent () {
  try {
    const sent = JSON.parse(window.sessionStorage.getItem(SENT))
    window.sessionStorage.removeItem(SENT)
    return sent
  } catch {
    return null
  }
}

function forgetSaved ({ name, key, text, store }) {
  for (const kept of keysOf(name, store)) {
    if (kept === key || read(kept, store)?.text === text) window[store].removeItem(kept)
  }
}

// Back to a form that was sent: it was not saved, or the page that says so has been there.
window.addEventListener('pageshow', event => {
  if (event.persisted) takeSent()
  hasLeft = false
})

/** On a form: keeps the words of its box. */
export class Keeps {
  static moduleName = 'sdp-keep'

  constructor (form) {
    form.setAttribute(`data-${Keeps.moduleName}-init`, '')
    this.box = form.querySelector('textarea')
    this.name = form.dataset.keep
    this.place = form.dataset.keepIn === 'tab' ? TAB : DEVICE
    this.key = PREFIX + this.name + SEPARATOR + Math.random().toString(36).slice(2)
    takeSent() // the page that forgets comes without this box, or has forgotten already
    const isBegun = this.box.value !== this.box.defaultValue // before this script was there
    this.say()
    this.giveBack()
    this.box.addEventListener('input', () => this.keepSoon())
    if (isBegun) this.keepSoon()
    form.addEventListener('submit', () => {
      this.keep()
      const { store } = this.place
      const sent = { name: this.name, key: this.key, text: this.box.value, store }
      if (form.hasAttribute('data-hx-post')) sentInPlace = sent
      else this.noteSent(sent)
    })
    document.addEventListener('visibilitychange', () => { if (this.timer) this.keep() })
    window.addEventListener('pagehide', () => { if (this.timer) this.keep() })
  }

  say () {
    if (this.place === TAB) this.sayBeforeTyping()
    this.below = document.createElement('div')
    this.below.className = 'sdp-on-device'
    // A screen reader says the first words, once, and not the time with every few seconds.
    this.said = document.createElement('span')
    this.said.setAttribute('role', 'status')
    this.more = document.createElement('span')
    const words = document.createElement('p')
    words.append(this.said, this.more)
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'sdp-on-device__forget'
    button.textContent = this.place.forget
    button.hidden = true
    button.addEventListener('click', () => this.stop())
    this.button = button
    this.below.append(words, button)
    const group = this.box.closest('.govuk-form-group')
    group.after(this.below)
  }

  sayBeforeTyping () {
    const words = document.createElement('p')
    words.className = 'sdp-quiet'
    words.id = `${this.box.id}-stays`
    words.textContent = BEFORE_TYPING
    this.box.before(words)
    const described = this.box.getAttribute('aria-describedby') ?? ''
    this.box.setAttribute('aria-describedby', `${described} ${words.id}`.trim())
  }

  // The newest words, where the box is as it was when they were written; otherwise they stand below
  // it. Words that are in the box already are kept under its own key from now on.
  giveBack () {
    const { store } = this.place
    const kept = keysOf(this.name, store)
      .map(key => ({ key, ...read(key, store) }))
      .filter(each => each.text)
    for (const each of kept.filter(each => each.text === this.box.value)) this.moveHere(each)
    const [newest] = kept
      .filter(each => each.text !== this.box.value && each.text !== each.base)
      .sort((one, other) => other.at - one.at)
    if (!newest) return
    const words = `${this.place.kept} ${timeOf(new Date(newest.at))}.`
    if (newest.base === this.box.defaultValue && this.isFresh()) {
      this.box.value = newest.text
      this.moveHere(newest)
      this.show(`${words} They are not saved in your response yet.`)
    } else {
      const quote = document.createElement('blockquote')
      quote.className = 'sdp-kept'
      quote.textContent = newest.text
      this.below.append(quote)
      this.show(`${words} They are not in the box. Copy what you still need.`)
    }
  }

  isFresh () {
    return this.box.value === this.box.defaultValue && !this.box.closest('.govuk-form-group--error')
  }

  moveHere ({ key }) {
    this.write(new Date())
    window[this.place.store].removeItem(key)
  }

  noteSent (sent) {
    const page = window.location.href.split('#')[0] // as the next page's referrer names it
    try { window.sessionStorage.setItem(SENT, JSON.stringify({ ...sent, page })) } catch {}
  }

  keepSoon () {
    this.timer ??= setTimeout(() => this.keep(), SECONDS_BETWEEN * 1000)
  }

  keep () {
    clearTimeout(this.timer)
    this.timer = undefined
    if (this.isStopped || hasLeft || !this.box.isConnected) return
    const now = new Date()
    if (this.write(now)) this.show(this.place.saved, ` at ${timeOf(now)}${this.place.until}`)
  }

  write (now) {
    try {
      const kept = { text: this.box.value, base: this.box.defaultValue, at: now.getTime() }
      window[this.place.store].setItem(this.key, JSON.stringify(kept))
      return true
    } catch {
      return false // the browser keeps nothing
    }
  }

  show (said, more = '') {
    if (this.said.textContent !== said) this.said.textContent = said
    this.more.textContent = more
    this.button.hidden = false
  }

  stop () {
    forget()
    this.isStopped = true
    this.show('Nothing is kept on this device now. What you see in the box is not saved until you save it.')
    this.box.focus()
  }
}

/** On what shows that something is saved or sent, the device forgets the words of it; on a form, when
 *  somebody sends it. */
export class Forgets {
  static moduleName = 'sdp-forget'

  constructor (root) {
    root.setAttribute(`data-${Forgets.moduleName}-init`, '')
    const { forget: beginning } = root.dataset
    if (beginning && root.matches('form')) root.addEventListener('submit', () => forget(beginning))
    else if (beginning) forget(beginning)
    else if ('inPlace' in root.dataset) this.forgetIfSent(sentInPlace)
    else this.forgetWhatThePageBeforeSaved()
  }

  forgetIfSent (sent) {
    if (sent && !document.querySelector('.govuk-error-summary')) forgetSaved(sent)
  }

  // A step of responding comes after a form was saved. After a lost connection the browser does
  // not come from the form, and the words stay.
  forgetWhatThePageBeforeSaved () {
    const sent = takeSent()
    if (sent?.page === document.referrer) this.forgetIfSent(sent)
  }
}
