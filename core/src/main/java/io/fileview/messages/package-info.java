/** The wording of messages. Not exported. */
@NullMarked
package io.fileview.messages;

import org.jspecify.annotations.NullMarked;
