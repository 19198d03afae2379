// What is written in a comment box is kept on this device until it is saved, and given back when
// the page comes again: phones end tabs without asking. Nothing leaves the device.
//
// Each form that is open has a key of its own, so that two tabs with the same box do not write over
// each other. The device forgets only what was saved: the words of that form, and equal ones.

const PREFIX = 'words '
const SEPARATOR = '\n' // between the name of a box and the form that it is open in
const SECONDS_BETWEEN = 2
const KEPT_FOR = 7 * 24 * 60 * 60 * 1000 // milliseconds
const SENT = 'words sent'

let sentInPlace = null // by a form that htmx sends

function timeOf (moment) {
  const minutes = String(moment.getMinutes()).padStart(2, '0')
  return `${moment.getHours() % 12 || 12}:${minutes}${moment.getHours() < 12 ? 'am' : 'pm'}`
}

function read (key) {
  try {
    const kept = JSON.parse(window.localStorage.getItem(key))
    return kept && Date.now() - kept.at < KEPT_FOR ? kept : null
  } catch {
    return null // the browser keeps nothing
  }
}

export function forget (beginning = '') {
  try {
    for (const key of Object.keys(window.localStorage)) {
      if (key.startsWith(PREFIX + beginning)) window.localStorage.removeItem(key)
    }
  } catch {} // then nothing is kept
}

function keysOf (name) {
  try {
    return Object.keys(window.localStorage).filter(key => key.startsWith(PREFIX + name + SEPARATOR))
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

function forgetSaved ({ name, key, text }) {
  for (const kept of keysOf(name)) {
    if (kept === key || read(kept)?.text === text) window.localStorage.removeItem(kept)
  }
}

// Back to a form that was sent: it was not saved, or the page that says so has been there.
window.addEventListener('pageshow', event => { if (event.persisted) takeSent() })

/** On a form: keeps the words of its box. */
export class Keeps {
  static moduleName = 'sdp-keep'

  constructor (form) {
    form.setAttribute(`data-${Keeps.moduleName}-init`, '')
    this.box = form.querySelector('textarea')
    this.name = form.dataset.keep
    this.key = PREFIX + this.name + SEPARATOR + Math.random().toString(36).slice(2)
    takeSent() // the page that forgets comes without this box, or has forgotten already
    const isBegun = this.box.value !== this.box.defaultValue // before this script was there
    this.say()
    this.giveBack()
    this.box.addEventListener('input', () => this.keepSoon())
    if (isBegun) this.keepSoon()
    form.addEventListener('submit', () => {
      this.keep()
      const sent = { name: this.name, key: this.key, text: this.box.value }
      if (form.hasAttribute('data-hx-post')) sentInPlace = sent
      else this.noteSent(sent)
    })
    document.addEventListener('visibilitychange', () => { if (this.timer) this.keep() })
    window.addEventListener('pagehide', () => {
      const exits = document.body.classList.contains('govuk-exit-this-page-hide-content')
      if (exits) forget()
      else if (this.timer) this.keep()
    })
  }

  say () {
    this.place = document.createElement('div')
    this.place.className = 'sdp-on-device'
    // A screen reader says the first words, once, and not the time with every few seconds.
    this.said = document.createElement('span')
    this.said.setAttribute('role', 'status')
    this.more = document.createElement('span')
    const words = document.createElement('p')
    words.append(this.said, this.more)
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'sdp-on-device__forget'
    button.textContent = 'Forget what is kept on this device'
    button.hidden = true
    button.addEventListener('click', () => this.stop())
    this.button = button
    this.place.append(words, button)
    const group = this.box.closest('.govuk-form-group')
    group.after(this.place)
  }

  // The newest words, where the box is as it was when they were written; otherwise they stand below
  // it. Words that are in the box already are kept under its own key from now on.
  giveBack () {
    const kept = keysOf(this.name).map(key => ({ key, ...read(key) })).filter(each => each.text)
    for (const each of kept.filter(each => each.text === this.box.value)) this.moveHere(each)
    const [newest] = kept
      .filter(each => each.text !== this.box.value && each.text !== each.base)
      .sort((one, other) => other.at - one.at)
    if (!newest) return
    const words = `We kept these words on this device at ${timeOf(new Date(newest.at))}.`
    if (newest.base === this.box.defaultValue && this.isFresh()) {
      this.box.value = newest.text
      this.moveHere(newest)
      this.show(`${words} They are not saved in your response yet.`)
    } else {
      const quote = document.createElement('blockquote')
      quote.className = 'sdp-kept'
      quote.textContent = newest.text
      this.place.append(quote)
      this.show(`${words} They are not in the box. Copy what you still need.`)
    }
  }

  isFresh () {
    return this.box.value === this.box.defaultValue && !this.box.closest('.govuk-form-group--error')
  }

  moveHere ({ key }) {
    this.write(new Date())
    window.localStorage.removeItem(key)
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
    if (this.isStopped || !this.box.isConnected) return
    const now = new Date()
    if (this.write(now)) this.show('Saved on this device', ` at ${timeOf(now)}. If other people use it, forget what is kept before you go.`)
  }

  write (now) {
    try {
      const kept = { text: this.box.value, base: this.box.defaultValue, at: now.getTime() }
      window.localStorage.setItem(this.key, JSON.stringify(kept))
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

/** On what shows that something is saved or sent: the device forgets the words of it. */
export class Forgets {
  static moduleName = 'sdp-forget'

  constructor (root) {
    root.setAttribute(`data-${Forgets.moduleName}-init`, '')
    if (root.dataset.forget) forget(root.dataset.forget)
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
