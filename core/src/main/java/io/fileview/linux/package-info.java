/** The Linux engine, for x86-64 and aarch64: files, directories and memory through system calls. */
@NullMarked
package io.fileview.linux;

import org.jspecify.annotations.NullMarked;
