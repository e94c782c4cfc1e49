/** What is known of the pages of a view: which are in memory, dirty, shared, locked. */
@NullMarked
package io.fileview.pages;

import org.jspecify.annotations.NullMarked;
