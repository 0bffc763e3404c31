CREATE TABLE "consents" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"user_id" uuid,
	"text_version" text NOT NULL,
	"locale" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "deletion_requests" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"request_hash" text NOT NULL,
	"facebook_user_id" text,
	"confirmation_code" text NOT NULL,
	"status" text DEFAULT 'received' NOT NULL,
	"result" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"completed_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "erasures" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"user_id" uuid,
	"subject" jsonb,
	"status" text DEFAULT 'running' NOT NULL,
	"remote" text DEFAULT 'pending' NOT NULL,
	"last_error" text,
	"result" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"completed_at" timestamp with time zone
);
--> statement-breakpoint
DROP INDEX "messages_tenant_id_idx";--> statement-breakpoint
ALTER TABLE "crm_channels" ADD COLUMN "status_changed_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "crm_channels" ADD COLUMN "token_checked_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "facebook_accounts" ADD COLUMN "granular_scopes" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "facebook_accounts" ADD COLUMN "status" text DEFAULT 'active' NOT NULL;--> statement-breakpoint
ALTER TABLE "facebook_accounts" ADD COLUMN "last_error" text;--> statement-breakpoint
ALTER TABLE "facebook_accounts" ADD COLUMN "checked_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "facebook_accounts" ADD COLUMN "data_access_expires_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "tenants" ADD COLUMN "sending_paused_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "tenants" ADD COLUMN "privacy_url" text;--> statement-breakpoint
ALTER TABLE "tenants" ADD COLUMN "terms_url" text;--> statement-breakpoint
ALTER TABLE "tenants" ADD COLUMN "retention_event_days" integer;--> statement-breakpoint
ALTER TABLE "tenants" ADD COLUMN "retention_message_days" integer;--> statement-breakpoint
ALTER TABLE "tenants" ADD COLUMN "retention_audit_days" integer;--> statement-breakpoint
ALTER TABLE "consents" ADD CONSTRAINT "consents_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consents" ADD CONSTRAINT "consents_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "erasures" ADD CONSTRAINT "erasures_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "erasures" ADD CONSTRAINT "erasures_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "consents_tenant_id_idx" ON "consents" USING btree ("tenant_id","created_at");--> statement-breakpoint
CREATE INDEX "consents_user_id_idx" ON "consents" USING btree ("user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "deletion_requests_request_hash_key" ON "deletion_requests" USING btree ("request_hash");--> statement-breakpoint
CREATE UNIQUE INDEX "deletion_requests_confirmation_code_key" ON "deletion_requests" USING btree ("confirmation_code");--> statement-breakpoint
CREATE INDEX "deletion_requests_open_idx" ON "deletion_requests" USING btree ("created_at") WHERE status = 'received';--> statement-breakpoint
CREATE INDEX "erasures_tenant_id_idx" ON "erasures" USING btree ("tenant_id","created_at");--> statement-breakpoint
CREATE INDEX "erasures_user_id_idx" ON "erasures" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "erasures_open_idx" ON "erasures" USING btree ("created_at") WHERE status = 'running';--> statement-breakpoint
CREATE INDEX "facebook_accounts_facebook_user_id_idx" ON "facebook_accounts" USING btree ("facebook_user_id");--> statement-breakpoint
CREATE INDEX "messages_outgoing_idx" ON "messages" USING btree ("crm_channel_id","occurred_at") WHERE direction = 'outbound';--> statement-breakpoint
CREATE INDEX "messages_tenant_id_idx" ON "messages" USING btree ("tenant_id","occurred_at");