/** The lab of 64-bit ARM, in an emulated machine with pages of several sizes. */
@NullMarked
package io.fileview.labs.arm64;

import org.jspecify.annotations.NullMarked;
