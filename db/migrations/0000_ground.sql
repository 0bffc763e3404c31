CREATE TABLE "agent_assignments" (
	"channel_id" uuid PRIMARY KEY NOT NULL,
	"agent_id" text NOT NULL,
	"assigned_by" uuid,
	"assigned_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "crm_channels" (
	"id" uuid PRIMARY KEY NOT NULL,
	"channel_id" text,
	"tenant_id" uuid NOT NULL,
	"facebook_account_id" uuid,
	"platform" varchar(50) NOT NULL,
	"platform_page_id" varchar(255) NOT NULL,
	"facebook_page_id" text NOT NULL,
	"name" text NOT NULL,
	"picture_url" text,
	"page_access_token" text NOT NULL,
	"status" text DEFAULT 'connecting' NOT NULL,
	"failed_step" text,
	"last_error" text,
	"setup_lease_until" timestamp with time zone,
	"ai_enabled" boolean DEFAULT true NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "conversations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"crm_channel_id" uuid NOT NULL,
	"external_user_id" text NOT NULL,
	"voice_agent_conversation_id" text NOT NULL,
	"last_message_at" timestamp with time zone NOT NULL,
	"last_message_text" text NOT NULL,
	"reply_due_for" uuid,
	"reply_attempts" integer DEFAULT 0 NOT NULL,
	"reply_retry_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "facebook_accounts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"tenant_id" uuid NOT NULL,
	"facebook_user_id" text NOT NULL,
	"name" text,
	"access_token" text NOT NULL,
	"token_type" varchar(50) DEFAULT 'long_lived',
	"expires_at" timestamp with time zone,
	"granted_permissions" text[] NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "messages" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"crm_channel_id" uuid NOT NULL,
	"conversation_id" uuid NOT NULL,
	"direction" text NOT NULL,
	"handled_by" text NOT NULL,
	"text" text,
	"attachments" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"external_message_id" text,
	"in_reply_to" uuid,
	"status" text NOT NULL,
	"last_error" text,
	"agent_id" text,
	"model" text,
	"occurred_at" timestamp with time zone NOT NULL,
	"sent_at" timestamp with time zone,
	"stored_at_voice_agent_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "oauth_states" (
	"state_hash" text PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "tenants" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"email" text NOT NULL,
	"password_hash" text NOT NULL,
	"role" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "webhook_events" (
	"id" uuid PRIMARY KEY NOT NULL,
	"seq" bigint GENERATED ALWAYS AS IDENTITY (sequence name "webhook_events_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"platform" varchar(50) NOT NULL,
	"event_type" varchar(100) NOT NULL,
	"page_id" varchar(255),
	"sender_id" varchar(255),
	"payload" jsonb NOT NULL,
	"processed" boolean GENERATED ALWAYS AS (status in ('processed', 'ignored')) STORED,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"tenant_id" uuid,
	"dedupe_key" text NOT NULL,
	"conversation_key" text,
	"delivery_id" uuid NOT NULL,
	"raw" "bytea",
	"status" text NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"last_error" text,
	"occurred_at" timestamp with time zone NOT NULL,
	"received_at" timestamp with time zone DEFAULT now() NOT NULL,
	"retry_at" timestamp with time zone,
	"processed_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "agent_assignments" ADD CONSTRAINT "agent_assignments_channel_id_crm_channels_id_fk" FOREIGN KEY ("channel_id") REFERENCES "public"."crm_channels"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "agent_assignments" ADD CONSTRAINT "agent_assignments_assigned_by_users_id_fk" FOREIGN KEY ("assigned_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "crm_channels" ADD CONSTRAINT "crm_channels_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "crm_channels" ADD CONSTRAINT "crm_channels_facebook_account_id_facebook_accounts_id_fk" FOREIGN KEY ("facebook_account_id") REFERENCES "public"."facebook_accounts"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "conversations" ADD CONSTRAINT "conversations_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "conversations" ADD CONSTRAINT "conversations_crm_channel_id_crm_channels_id_fk" FOREIGN KEY ("crm_channel_id") REFERENCES "public"."crm_channels"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "facebook_accounts" ADD CONSTRAINT "facebook_accounts_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "facebook_accounts" ADD CONSTRAINT "facebook_accounts_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_crm_channel_id_crm_channels_id_fk" FOREIGN KEY ("crm_channel_id") REFERENCES "public"."crm_channels"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_conversation_id_conversations_id_fk" FOREIGN KEY ("conversation_id") REFERENCES "public"."conversations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_in_reply_to_messages_id_fk" FOREIGN KEY ("in_reply_to") REFERENCES "public"."messages"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "oauth_states" ADD CONSTRAINT "oauth_states_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "users" ADD CONSTRAINT "users_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_events" ADD CONSTRAINT "webhook_events_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "agent_assignments_assigned_by_idx" ON "agent_assignments" USING btree ("assigned_by");--> statement-breakpoint
CREATE UNIQUE INDEX "crm_channels_platform_page_id_key" ON "crm_channels" USING btree ("platform_page_id") WHERE status <> 'disconnected';--> statement-breakpoint
CREATE INDEX "crm_channels_tenant_id_idx" ON "crm_channels" USING btree ("tenant_id","created_at");--> statement-breakpoint
CREATE INDEX "crm_channels_facebook_account_id_idx" ON "crm_channels" USING btree ("facebook_account_id");--> statement-breakpoint
CREATE UNIQUE INDEX "conversations_customer_key" ON "conversations" USING btree ("crm_channel_id","external_user_id");--> statement-breakpoint
CREATE INDEX "conversations_tenant_id_idx" ON "conversations" USING btree ("tenant_id","last_message_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "facebook_accounts_person_key" ON "facebook_accounts" USING btree ("tenant_id","facebook_user_id");--> statement-breakpoint
CREATE INDEX "facebook_accounts_user_id_idx" ON "facebook_accounts" USING btree ("user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "messages_external_message_id_key" ON "messages" USING btree ("crm_channel_id","external_message_id");--> statement-breakpoint
CREATE UNIQUE INDEX "messages_in_reply_to_key" ON "messages" USING btree ("in_reply_to");--> statement-breakpoint
CREATE INDEX "messages_conversation_id_idx" ON "messages" USING btree ("conversation_id","occurred_at","id");--> statement-breakpoint
CREATE INDEX "messages_in_flight_idx" ON "messages" USING btree ("conversation_id") WHERE status = 'sending' or (status = 'sent' and stored_at_voice_agent_at is null);--> statement-breakpoint
CREATE INDEX "messages_tenant_id_idx" ON "messages" USING btree ("tenant_id");--> statement-breakpoint
CREATE INDEX "oauth_states_user_id_idx" ON "oauth_states" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "oauth_states_expires_at_idx" ON "oauth_states" USING btree ("expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "tenants_name_key" ON "tenants" USING btree ("name");--> statement-breakpoint
CREATE UNIQUE INDEX "users_email_key" ON "users" USING btree ("email");--> statement-breakpoint
CREATE INDEX "users_tenant_id_idx" ON "users" USING btree ("tenant_id");--> statement-breakpoint
CREATE UNIQUE INDEX "webhook_events_dedupe_key_key" ON "webhook_events" USING btree ("dedupe_key");--> statement-breakpoint
CREATE INDEX "webhook_events_pending_idx" ON "webhook_events" USING btree ("conversation_key","occurred_at","seq") WHERE status in ('received', 'failed');--> statement-breakpoint
CREATE INDEX "webhook_events_tenant_id_idx" ON "webhook_events" USING btree ("tenant_id","seq");