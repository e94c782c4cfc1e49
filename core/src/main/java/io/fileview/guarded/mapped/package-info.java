/**
 * Implements guarded access: to mapped pages, which only {@link
 * io.fileview.guarded.mapped.PageAccess} touches, and to pages held in software.
 */
@NullMarked
package io.fileview.guarded.mapped;

import org.jspecify.annotations.NullMarked;
