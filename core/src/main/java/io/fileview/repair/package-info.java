/**
 * Flushes that never report lost changes as durable: which ranges are pending after a failed flush,
 * and how they are rewritten. Shared by all mappings of a file, whatever their engine.
 */
@NullMarked
package io.fileview.repair;

import org.jspecify.annotations.NullMarked;
