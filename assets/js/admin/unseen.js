// What word processors put into their HTML that is no part of the text: words that were struck out
// or hidden, comments in the margin, footnotes. The editor would make plain text of them, so they are
// taken out of what is pasted, and whoever pasted it reads which. The rules are those of
// strategy/rich_text/pasted.py, which looks again when the form is sent.

const STRUCK = 'Words that were struck out'
const HIDDEN = 'Hidden words'
const COMMENT = 'Comments in the margin'
const NOTE = 'Footnotes'

const BLOCKS = 'p, div, li, dt, dd, tr, td, th, blockquote, pre, h1, h2, h3, h4, h5, h6'
// From a comment or a note back to the text: the paragraph around it is the comment or the note.
const WAY_BACK = /#(_msoanchor|cmnt_ref|_ftnref|_ednref|ftnt_ref|sd\w+anc)/i
// What leads from the text to a comment or a note: “[PS1]”.
const MARK = /^(\[\w{1,8}\]|[^\p{L}\p{N}]*)$/u

function kindOf (element) {
  // A style is a plain attribute here; see pasted.js.
  const style = (element.dataset.style ?? '').toLowerCase().replace(/\/\*.*?\*\/|\s/g, '')
  const classes = (element.getAttribute('class') ?? '').toLowerCase()
  const link = element.getAttribute('href') ?? ''
  if (/mso-(element:comment|special-character:comment)/.test(style)) return COMMENT
  if (/msocomment|msocom(txt|anchor|off)/.test(classes)) return COMMENT
  if (/#(_msocom|_msoanchor|cmnt)/i.test(link)) return COMMENT
  if (/mso-element:(foot|end)note/.test(style) || /mso(foot|end)note/.test(classes)) return NOTE
  if (/#(_ftn|_edn|ftnt|sd(foot|end)note)/i.test(link)) return NOTE
  if (element.matches('s, del, strike')) return STRUCK
  if (/text-decoration(-line)?:[^;]*line-through/.test(style)) return STRUCK
  if (/(^|\s)(msodel|strikethrough|trackchangetextdeletion)(\s|$)/.test(classes)) return STRUCK
  if (element.hasAttribute('hidden')) return HIDDEN
  if (/(^|;)(display:none|visibility:(hidden|collapse)|mso-hide:all)/.test(style)) return HIDDEN
  return null
}

// Takes them out of `page` and gives them as a map from their kind to their words.
export function takeOut (page) {
  const found = new Map()
  for (const element of page.body.querySelectorAll('*')) {
    const kind = page.contains(element) && kindOf(element)
    if (!kind) continue
    const isWayBack = WAY_BACK.test(element.getAttribute('href') ?? '')
    const whole = (isWayBack && (element.closest('tr') ?? element.closest(BLOCKS))) || element
    const words = whole.textContent.replace(/\s+/g, ' ').trim()
    whole.remove()
    if (!MARK.test(words)) found.set(kind, [...(found.get(kind) ?? []), words])
  }
  return found
}

export function sentencesAbout (found) {
  return [...found].map(([kind, passages]) => {
    const shown = passages.slice(0, 3).map(each => `“${each.length > 60 ? `${each.slice(0, 60)}…` : each}”`)
    const more = passages.length > 3 ? ` and ${passages.length - 3} more` : ''
    return `${kind} were left out: ${shown.join(', ')}${more}.`
  })
}
