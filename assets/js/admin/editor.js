// Text boxes for the strategy's texts become django-prose-editor. It is imported from the address
// that the box carries, and told not to insert its style element, which the portal's security
// policy would refuse. What may be in a text, the server decides (strategy/rich_text).

import { tidy } from './pasted.js'

function addressOf (words) {
  const address = words.trim()
  if (/^[\w.+'’-]+@[\w-]+(\.[\w-]+)+$/.test(address)) return `mailto:${address}`
  return /^[\w-]+(\.[\w-]+)+(\/|$)/.test(address) ? `https://${address}` : address
}

// A link has an address and nothing else.
function linkOf (prose) {
  const ask = prose.updateAttrsDialog(
    { href: { type: 'string', title: 'Web address', description: 'It begins with https://, mailto: or tel:' } },
    { title: 'Link', submitText: 'Save the link' }
  )
  return prose.Link.extend({
    addCommands () {
      return {
        ...this.parent?.(),
        addLink: () => ({ editor }) => {
          if (editor.state.selection.empty && !editor.isActive('link')) return
          ask(editor, editor.getAttributes('link')).then(attributes => {
            if (!attributes) return
            const href = addressOf(attributes.href)
            const chain = editor.chain().focus().extendMarkRange('link')
            if (href) chain.setLink({ href }).run()
            else chain.unsetLink().run()
          })
        }
      }
    }
  }).configure({ enableTarget: false, openOnClick: false, protocols: ['tel', 'mailto'] })
}

function extensionsOf (prose, hasHeadings) {
  const plain = ['Document', 'Paragraph', 'Text', 'HardBreak', 'Bold', 'Italic', 'BulletList', 'ListItem', 'History', 'Menu']
  return [
    ...plain.map(name => prose[name]),
    prose.OrderedList.configure({ enableListAttributes: false }),
    linkOf(prose),
    ...(hasHeadings ? [prose.Heading.configure({ levels: [2] })] : [])
  ]
}

function describe (textarea, label) {
  const attributes = { role: 'textbox', 'aria-multiline': 'true', class: 'sdp-editor' }
  if (label) attributes['aria-label'] = label.textContent.replace(/:\s*$/, '')
  const help = textarea.getAttribute('aria-describedby')
  if (help) attributes['aria-describedby'] = help
  if (textarea.getAttribute('aria-invalid')) attributes['aria-invalid'] = 'true'
  return attributes
}

function paragraph (words) {
  const element = document.createElement('p')
  element.textContent = words
  return element
}

function start (textarea, prose) {
  const frame = document.createElement('div')
  frame.className = 'prose-editor'
  textarea.before(frame)
  frame.append(textarea)
  const notes = document.createElement('div')
  notes.className = 'sdp-left-out'
  notes.setAttribute('role', 'status')
  frame.after(notes)
  const read = pasted => {
    const { html, told } = tidy(pasted)
    notes.replaceChildren(...told.map(paragraph))
    return html
  }
  const label = textarea.labels?.[0]
  const editor = new prose.Editor({
    element: frame,
    extensions: extensionsOf(prose, 'headings' in textarea.dataset),
    content: read(textarea.value),
    injectCSS: false,
    editorProps: { attributes: describe(textarea, label), transformPastedHTML: read },
    onUpdate ({ editor }) {
      textarea.value = editor.isEmpty ? '' : editor.getHTML()
      textarea.dispatchEvent(new Event('input', { bubbles: true }))
    }
  })
  label?.addEventListener('click', () => editor.commands.focus())
}

export async function startEditors () {
  const boxes = [...document.querySelectorAll('textarea[data-rich-text]:not([readonly])')]
    .filter(box => !box.id.includes('__prefix__'))
  if (!boxes.length) return
  try {
    const prose = await import(boxes[0].dataset.richText)
    boxes.forEach(box => start(box, prose))
  } catch (error) {
    console.error(error) // the plain text boxes stay
  }
}
