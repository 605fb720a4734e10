package io.kinescope.uploader.api;

import org.jspecify.annotations.Nullable;

/**
 * Where videos can be.
 *
 * @param text for people: {@code folder "Lectures"}
 * @param folderId null for the project's top level
 */
public record ParentPlace(String text, String projectId, @Nullable String folderId) {}
