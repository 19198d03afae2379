// Improvements only: every page and every form works without this file.

import { Button } from 'govuk-frontend/dist/govuk/components/button/button.mjs'
import { CharacterCount } from 'govuk-frontend/dist/govuk/components/character-count/character-count.mjs'
import { ErrorSummary } from 'govuk-frontend/dist/govuk/components/error-summary/error-summary.mjs'

import { sayWhenBusy } from './busy.js'
import { Copies } from './copies.js'
import { Forgets, Keeps } from './device.js'
import { Exits } from './exits.js'
import { fetchHtmxWhenNeeded } from './htmx.js'
import { keepWhatIsTyped } from './kept.js'
import { LeadsToReceipt } from './receipt.js'
import { Reveals } from './reveals.js'
import { lookAfterSwaps } from './swaps.js'

const COMPONENTS = [Forgets, Keeps, Button, CharacterCount, ErrorSummary, Exits, Reveals, Copies, LeadsToReceipt]

function startComponents (scope) {
  for (const Component of COMPONENTS) {
    const selector = `[data-module="${Component.moduleName}"]:not([data-${Component.moduleName}-init])`
    const inside = [...scope.querySelectorAll(selector)]
    for (const element of scope.matches?.(selector) ? [scope, ...inside] : inside) {
      try {
        new Component(element)
      } catch (error) {
        console.error(error) // the page stays as it was without this component
      }
    }
  }
}

document.body.classList.add('js-enabled', 'govuk-frontend-supported')
startComponents(document)
keepWhatIsTyped()
sayWhenBusy()
fetchHtmxWhenNeeded()
lookAfterSwaps(startComponents)
