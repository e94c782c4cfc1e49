/**
 * The engine for every other machine, built on the JDK's own file mapping. {@link
 * io.fileview.portable.PortableEngine} documents its limits.
 */
@NullMarked
package io.fileview.portable;

import org.jspecify.annotations.NullMarked;
