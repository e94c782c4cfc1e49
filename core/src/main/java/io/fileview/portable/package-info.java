/**
 * The engine that serves every machine: nothing but the JDK's own file mapping. Start with {@link
 * io.fileview.portable.PortableEngine}, which says what that can and cannot do.
 */
@NullMarked
package io.fileview.portable;

import org.jspecify.annotations.NullMarked;
