/** The events that Fileview writes to a flight recording. */
@NullMarked
package io.fileview.events;

import org.jspecify.annotations.NullMarked;
