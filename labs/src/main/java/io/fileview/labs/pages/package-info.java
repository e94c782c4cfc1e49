/** The page-error lab: guarded access to pages that cannot be read, in every way a JVM runs code. */
@NullMarked
package io.fileview.labs.pages;

import org.jspecify.annotations.NullMarked;
