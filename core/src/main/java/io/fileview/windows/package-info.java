/**
 * The Windows engine, which calls the functions of kernel32, kernelbase and ntdll. Its classes are
 * initialized on Windows only.
 */
@NullMarked
package io.fileview.windows;

import org.jspecify.annotations.NullMarked;
