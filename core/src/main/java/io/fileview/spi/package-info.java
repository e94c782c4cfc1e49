/**
 * The interfaces that an engine implements. Programs do not need this package.
 *
 * <p>An {@link io.fileview.spi.Engine} opens {@link io.fileview.spi.EngineFile files} and {@link
 * io.fileview.spi.Directory directories}; a file maps {@link io.fileview.spi.MappedRange ranges}.
 * Each capability that only some engines support is an interface of its own: {@link
 * io.fileview.spi.WritebackRepair}, {@link io.fileview.spi.BlockCloning}, {@link
 * io.fileview.spi.PageResidency}, {@link io.fileview.spi.PageLocking}, {@link
 * io.fileview.spi.PrivatePages}. If an engine does not implement one, Fileview reports the
 * operation as unsupported.
 */
@NullMarked
package io.fileview.spi;

import org.jspecify.annotations.NullMarked;
