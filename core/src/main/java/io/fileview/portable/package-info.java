/**
 * The engine that works on every machine, with nothing but the JDK's own file mapping. Start with
 * {@link io.fileview.portable.PortableEngine}, which documents what it can and cannot do.
 */
@NullMarked
package io.fileview.portable;

import org.jspecify.annotations.NullMarked;
