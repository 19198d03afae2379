// “Exit this page”, which also forgets what was typed, and every response begun on this device.
// Without JavaScript it is a plain link.

import { ExitThisPage } from 'govuk-frontend/dist/govuk/components/exit-this-page/exit-this-page.mjs'

import { leave } from './device.js'

export class Exits extends ExitThisPage {
  exitPage () {
    leave()
    navigator.sendBeacon(this.$root.dataset.forget) // only the server can delete its cookie
    super.exitPage()
  }
}
