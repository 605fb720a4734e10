/**
 * The engine that brings items to Kinescope, exactly once each: {@code JobRunner} hands them to
 * workers, {@code KnownItems} ends what needs no call, {@code ItemProcessor} brings one from start
 * to end (plan, claim, create, send, settle), {@code SeenItems} notes what is seen of its video
 * later, {@code ItemPlan} decides, {@code UnknownOutcomeResolver} looks for lost answers, {@code
 * InitIdResolver} by the ids that were asked for, {@code ExistingVideos} for what the parent holds,
 * {@code AbortPolicy} stops. Only this room writes to the ledger. May import {@code source}, {@code
 * watch}, {@code upload}, {@code ledger} and what lies below them. Why it does what it does stands
 * in {@code RATIONALE.md} beside this file.
 */
@NullMarked
package io.kinescope.uploader.job;

import org.jspecify.annotations.NullMarked;
