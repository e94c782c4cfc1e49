/** The errors of operating systems: their names, and what the JDK's texts for them mean. */
@NullMarked
package io.fileview.errors;

import org.jspecify.annotations.NullMarked;
