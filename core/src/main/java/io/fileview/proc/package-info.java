/** Facts about the kernel and the process that {@code /proc} exposes without a native call. */
@NullMarked
package io.fileview.proc;

import org.jspecify.annotations.NullMarked;
