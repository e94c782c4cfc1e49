/**
 * The counters of Fileview for management tools. Only this package requires the module {@code
 * java.management}.
 */
@NullMarked
package io.fileview.management;

import org.jspecify.annotations.NullMarked;
