/**
 * The counters of Fileview for management tools. Needs the module {@code java.management}, which
 * the rest of the library does not.
 */
@NullMarked
package io.fileview.management;

import org.jspecify.annotations.NullMarked;
