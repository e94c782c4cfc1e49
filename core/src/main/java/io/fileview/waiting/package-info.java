/**
 * Waiting for others: with a time limit, with the names of those who are waited for, and refused if
 * it could never end.
 */
@NullMarked
package io.fileview.waiting;

import org.jspecify.annotations.NullMarked;
