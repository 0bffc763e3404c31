ALTER INDEX "messages_needs_a_person_idx" RENAME TO "messages_needs_a_person_old_idx";--> statement-breakpoint
CREATE INDEX "messages_needs_a_person_idx" ON "messages" USING btree ("tenant_id","id") WHERE (status in ('failed', 'dead', 'held') or (status = 'sent' and stored_at_voice_agent_at is null and last_error is not null));--> statement-breakpoint
DROP INDEX "messages_needs_a_person_old_idx";
