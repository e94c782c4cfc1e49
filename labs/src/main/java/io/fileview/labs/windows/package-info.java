/** The command {@code labs/windows/run}, which runs Fileview on the Windows JVM under Wine, and the programs that it starts there. */
@NullMarked
package io.fileview.labs.windows;

import org.jspecify.annotations.NullMarked;
