// Improvements to the officers' admin only: every form works without this file.

import { startEditors } from './admin/editor.js'
import { suggestKeys } from './admin/keys.js'
import { startDragging } from './admin/ordering.js'

startEditors()
suggestKeys()
startDragging()
