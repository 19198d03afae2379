// Improvements to the officers' admin only: every form works without this file.

import { startEditors } from './admin/editor.js'
import { suggestAddresses, suggestKeys } from './admin/keys.js'
import { startMarking } from './admin/marking.js'
import { startDragging } from './admin/ordering.js'

startEditors()
suggestKeys()
suggestAddresses()
startDragging()
startMarking()
