/** The Linux engine: everything that the kernel tells and does, for x86-64 and aarch64. */
@NullMarked
package io.fileview.linux;

import org.jspecify.annotations.NullMarked;
