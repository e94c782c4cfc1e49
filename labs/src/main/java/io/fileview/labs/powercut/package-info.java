/** The power-cut lab: nothing that was reported durable may be missing after a power cut. */
@NullMarked
package io.fileview.labs.powercut;

import org.jspecify.annotations.NullMarked;
