/**
 * What an engine offers. A program needs nothing of this package.
 *
 * <p>An {@link io.fileview.spi.Engine} opens {@link io.fileview.spi.EngineFile files} and {@link
 * io.fileview.spi.Directory directories}; a file maps {@link io.fileview.spi.MappedRange ranges}.
 * What only some engines can do is an interface of its own, which an engine has or has not: {@link
 * io.fileview.spi.WritebackRepair}, {@link io.fileview.spi.BlockCloning}, {@link
 * io.fileview.spi.PageResidency}, {@link io.fileview.spi.PageLocking}, {@link
 * io.fileview.spi.PrivatePages}. An ability that is missing is reported to the program as not
 * supported.
 */
@NullMarked
package io.fileview.spi;

import org.jspecify.annotations.NullMarked;
