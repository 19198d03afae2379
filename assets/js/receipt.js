// Answers to the equality questions are kept apart from the response, so the server must not learn
// from which receipt somebody comes. The receipt's address stands behind the # of the address, which
// browsers tell nobody.

const RECEIPT = /^#(\/receipts\/[\w-]+\/)$/

/** On a link, which then leads back to the receipt, or on words in the place of such a link. */
export class LeadsToReceipt {
  static moduleName = 'sdp-receipt'

  constructor (root) {
    root.setAttribute(`data-${LeadsToReceipt.moduleName}-init`, '')
    const [, receipt] = window.location.hash.match(RECEIPT) ?? []
    if (!receipt) return
    if (root.matches('a')) {
      root.href = receipt
    } else {
      const link = document.createElement('a')
      link.href = receipt
      link.textContent = 'Back to your receipt'
      root.replaceChildren(link)
    }
  }
}
