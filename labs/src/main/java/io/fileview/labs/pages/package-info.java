/** The page-error lab: guarded access to unreadable pages, in every way in which a JVM runs code. */
@NullMarked
package io.fileview.labs.pages;

import org.jspecify.annotations.NullMarked;
