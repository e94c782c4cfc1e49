/** The states of the pages of a view: resident, dirty, shared, locked and others. */
@NullMarked
package io.fileview.pages;

import org.jspecify.annotations.NullMarked;
