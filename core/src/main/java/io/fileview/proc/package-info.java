/** What the files of /proc tell an engine on Linux without a native call. */
@NullMarked
package io.fileview.proc;

import org.jspecify.annotations.NullMarked;
