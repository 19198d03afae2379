// What is written in a comment box is kept on this device until it is saved, and given back when
// the page comes again: phones end tabs without asking. Nothing leaves the device.

const PREFIX = 'words '
const SECONDS_BETWEEN = 2
const KEPT_FOR = 7 * 24 * 60 * 60 * 1000 // milliseconds
const SAVED_FROM = 'words saved from'

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

/** On a form: keeps the words of its box. */
export class Keeps {
  static moduleName = 'sdp-keep'

  constructor (form) {
    form.setAttribute(`data-${Keeps.moduleName}-init`, '')
    this.box = form.querySelector('textarea')
    this.name = form.dataset.keep
    this.key = PREFIX + this.name
    const isBegun = this.box.value !== this.box.defaultValue // before this script was there
    this.say()
    this.giveBack()
    this.box.addEventListener('input', () => this.keepSoon())
    if (isBegun) this.keepSoon()
    form.addEventListener('submit', () => {
      this.keep()
      const page = window.location.href.split('#')[0] // as the next page's referrer names it
      try { window.sessionStorage.setItem(SAVED_FROM, JSON.stringify([this.name, page])) } catch {}
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

  giveBack () {
    const kept = read(this.key)
    const isFresh = this.box.value === this.box.defaultValue && !this.box.closest('.govuk-form-group--error')
    if (!kept || kept.base !== this.box.defaultValue || kept.text === kept.base || !isFresh) return
    this.box.value = kept.text
    this.show(`We kept these words on this device at ${timeOf(new Date(kept.at))}. They are not saved in your response yet.`)
  }

  keepSoon () {
    this.timer ??= setTimeout(() => this.keep(), SECONDS_BETWEEN * 1000)
  }

  keep () {
    clearTimeout(this.timer)
    this.timer = undefined
    if (this.isStopped || !this.box.isConnected) return
    const now = new Date()
    try {
      window.localStorage.setItem(this.key, JSON.stringify({ text: this.box.value, base: this.box.defaultValue, at: now.getTime() }))
    } catch {
      return
    }
    this.show('Saved on this device', ` at ${timeOf(now)}. If other people use it, forget what is kept before you go.`)
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
    else this.forgetWhatThePageBeforeSaved()
  }

  // A step of responding comes after a form was saved. After a lost connection the browser does
  // not come from the form, and the words stay.
  forgetWhatThePageBeforeSaved () {
    try {
      const [name, from] = JSON.parse(window.sessionStorage.getItem(SAVED_FROM)) ?? []
      if (!name || document.querySelector('.govuk-error-summary')) return
      if (from === document.referrer) forget(name)
      window.sessionStorage.removeItem(SAVED_FROM)
    } catch {}
  }
}
