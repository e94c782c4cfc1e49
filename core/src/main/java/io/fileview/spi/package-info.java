/**
 * How an engine offers what can be mapped. A program does not need this package; an engine is found
 * through {@link java.util.ServiceLoader} and chosen by {@link io.fileview.MappingBuilder}.
 */
@NullMarked
package io.fileview.spi;

import org.jspecify.annotations.NullMarked;
