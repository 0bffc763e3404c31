CREATE TABLE "meta_attachments" (
	"id" uuid PRIMARY KEY NOT NULL,
	"crm_channel_id" uuid NOT NULL,
	"source_url_hash" text NOT NULL,
	"type" text NOT NULL,
	"attachment_id" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "crm_channels" ADD COLUMN "pause_on_page_answer" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "customer_name" text;--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "customer_username" text;--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "customer_picture_url" text;--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "profile_checked_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "ai_paused_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "ai_paused_by" text;--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "ai_paused_by_user_id" uuid;--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "customer_received_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "customer_read_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "kind" text DEFAULT 'message' NOT NULL;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "origin" text;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "metadata" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "content" jsonb;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "part_of" uuid;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "part" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "target_external_id" text;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "edits" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "reactions" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "deleted_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "meta_attachments" ADD CONSTRAINT "meta_attachments_crm_channel_id_crm_channels_id_fk" FOREIGN KEY ("crm_channel_id") REFERENCES "public"."crm_channels"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "meta_attachments_source_key" ON "meta_attachments" USING btree ("crm_channel_id","source_url_hash","type");--> statement-breakpoint
ALTER TABLE "conversations" ADD CONSTRAINT "conversations_ai_paused_by_user_id_users_id_fk" FOREIGN KEY ("ai_paused_by_user_id") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_part_of_messages_id_fk" FOREIGN KEY ("part_of") REFERENCES "public"."messages"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "conversations_ai_paused_by_user_id_idx" ON "conversations" USING btree ("ai_paused_by_user_id");--> statement-breakpoint
CREATE INDEX "messages_target_idx" ON "messages" USING btree ("crm_channel_id","target_external_id") WHERE target_external_id is not null;--> statement-breakpoint
CREATE INDEX "messages_part_of_idx" ON "messages" USING btree ("part_of") WHERE part_of is not null;