/**
 * The Win32 file-mapping functions, on any machine that runs Java.
 *
 * <p>Start with {@link io.fileview.win32.Kernel32}. Constants keep their Windows names and are in
 * {@link io.fileview.win32.WinNt} and {@link io.fileview.win32.WinError}.
 */
@NullMarked
package io.fileview.win32;

import org.jspecify.annotations.NullMarked;
