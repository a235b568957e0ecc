CREATE TABLE "__EFMigrationsHistory" (
    "MigrationId" TEXT NOT NULL CONSTRAINT "PK___EFMigrationsHistory" PRIMARY KEY,
    "ProductVersion" TEXT NOT NULL
);
CREATE TABLE "__EFMigrationsLock" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK___EFMigrationsLock" PRIMARY KEY,
    "Timestamp" TEXT NOT NULL
);
CREATE TABLE "account_forecasts" (
    "branch_id" INTEGER NOT NULL,
    "account_id" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "is_revenue" INTEGER NOT NULL,
    "days" TEXT NOT NULL,
    CONSTRAINT "pk_account_forecasts" PRIMARY KEY ("branch_id", "account_id", "currency", "is_revenue")
);
CREATE TABLE "account_keys" (
    "branch_id" INTEGER NOT NULL,
    "path" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "key" INTEGER NOT NULL,
    CONSTRAINT "pk_account_keys" PRIMARY KEY ("branch_id", "path", "seq")
);
CREATE TABLE "account_numbers" (
    "number" TEXT NOT NULL CONSTRAINT "pk_account_numbers" PRIMARY KEY,
    "branch_id" INTEGER NOT NULL,
    "account_id" TEXT NOT NULL
);
CREATE TABLE "account_words" (
    "branch_id" INTEGER NOT NULL,
    "account_id" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "word" TEXT NOT NULL,
    CONSTRAINT "pk_account_words" PRIMARY KEY ("branch_id", "account_id", "seq")
);
CREATE TABLE "accounts" (
    "id" TEXT NOT NULL,
    "branch_id" INTEGER NOT NULL,
    "accounts_below" INTEGER NOT NULL,
    "allows_losses" INTEGER NOT NULL,
    "approves_customer_orders" INTEGER NOT NULL,
    "currency" TEXT NOT NULL,
    "default_markup_percent" TEXT NOT NULL,
    "hides_prices" INTEGER NOT NULL,
    "kind" INTEGER NOT NULL,
    "low_balance" INTEGER NULL,
    "max_accounts" INTEGER NULL,
    "max_reseller_depth" INTEGER NULL,
    "may_open" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "number" TEXT NULL,
    "opened_at" TEXT NOT NULL,
    "parent_id" TEXT NULL,
    "path" TEXT NOT NULL,
    "pending_reported_at" TEXT NULL,
    "reactivation_requested" INTEGER NOT NULL,
    "status" INTEGER NOT NULL,
    "status_by" TEXT NOT NULL,
    "status_reason" TEXT NULL,
    "status_since" TEXT NOT NULL,
    "version" INTEGER NOT NULL, "hides_end_users" INTEGER NOT NULL DEFAULT 0, "requested_by_id" TEXT NULL, "welcome" INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT "pk_accounts" PRIMARY KEY ("id", "branch_id")
);
CREATE TABLE "active_days" (
    "branch_id" INTEGER NOT NULL,
    "account_id" TEXT NOT NULL,
    "day" TEXT NOT NULL,
    "events" INTEGER NOT NULL,
    "users" INTEGER NOT NULL,
    "users7" INTEGER NOT NULL,
    "users30" INTEGER NOT NULL,
    "month_users" INTEGER NOT NULL,
    "came" INTEGER NOT NULL,
    "returned" INTEGER NOT NULL,
    "lost" INTEGER NOT NULL,
    CONSTRAINT "pk_active_days" PRIMARY KEY ("branch_id", "account_id", "day")
);
CREATE TABLE "agreement_acceptances" (
    "branch_id" INTEGER NOT NULL,
    "id" TEXT NOT NULL,
    "agreement_id" TEXT NOT NULL,
    "seller_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "hash" TEXT NOT NULL,
    "at" TEXT NOT NULL,
    "user_id" TEXT NULL,
    "by" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "account_id" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    CONSTRAINT "pk_agreement_acceptances" PRIMARY KEY ("id", "branch_id")
);
CREATE TABLE "agreements" (
    "branch_id" INTEGER NOT NULL,
    "id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "from" TEXT NOT NULL,
    "published_at" TEXT NOT NULL,
    "published_by" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "account_id" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    CONSTRAINT "pk_agreements" PRIMARY KEY ("id", "branch_id")
);
CREATE TABLE "api_keys" (
    "id" TEXT NOT NULL,
    "branch_id" INTEGER NOT NULL,
    "account_id" TEXT NOT NULL,
    "created_at" TEXT NOT NULL,
    "expires_at" TEXT NOT NULL,
    "hash" BLOB NOT NULL,
    "last_used_at" TEXT NULL,
    "name" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "revoked_at" TEXT NULL,
    "scopes" TEXT NOT NULL,
    "user_id" TEXT NULL,
    "version" INTEGER NOT NULL,
    CONSTRAINT "pk_api_keys" PRIMARY KEY ("id", "branch_id")
);
CREATE TABLE "assets" (
    "id" TEXT NOT NULL,
    "branch_id" INTEGER NOT NULL,
    "account_id" TEXT NOT NULL,
    "created_at" TEXT NOT NULL,
    "data" TEXT NOT NULL,
    "expires_on" TEXT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "removed_at" TEXT NULL,
    "secret" TEXT NULL,
    "subscription_id" TEXT NULL,
    "version" INTEGER NOT NULL, "assigned_at" TEXT NULL, "assigned_by" TEXT NULL, "assigned_path" TEXT NULL, "assigned_to_id" TEXT NULL,
    CONSTRAINT "pk_assets" PRIMARY KEY ("id", "branch_id")
);
CREATE TABLE "book_checks" (
    "id" TEXT NOT NULL CONSTRAINT "pk_book_checks" PRIMARY KEY,
    "at" TEXT NOT NULL,
    "took" INTEGER NOT NULL,
    "rows" INTEGER NOT NULL,
    "findings" INTEGER NOT NULL,
    "report" TEXT NOT NULL
);
CREATE TABLE "books" (
    "id" TEXT NOT NULL,
    "branch_id" INTEGER NOT NULL,
    "balance" INTEGER NOT NULL,
    "buyer_id" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "floor" INTEGER NULL,
    "purpose" INTEGER NOT NULL,
    "seller_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    CONSTRAINT "pk_books" PRIMARY KEY ("id", "branch_id"),
    CONSTRAINT "ck_books_floor" CHECK (floor IS NULL OR balance >= floor)
);
CREATE TABLE "branch_forecasts" (
    "branch_id" INTEGER NOT NULL CONSTRAINT "pk_branch_forecasts" PRIMARY KEY,
    "batches" INTEGER NOT NULL,
    "root_facts" INTEGER NOT NULL,
    "made_at" TEXT NOT NULL,
    "first_day" TEXT NOT NULL,
    "took" INTEGER NOT NULL,
    "leased_until" TEXT NULL
);
CREATE TABLE "branches" (
    "id" INTEGER NOT NULL CONSTRAINT "pk_branches" PRIMARY KEY,
    "account_id" TEXT NOT NULL,
    "salt" BLOB NOT NULL,
    "last_node" INTEGER NOT NULL,
    "last_posting" INTEGER NOT NULL,
    "last_hash" BLOB NOT NULL
, "facts" INTEGER NOT NULL DEFAULT 0, "moves" INTEGER NOT NULL DEFAULT 0, "batches" INTEGER NOT NULL DEFAULT 0, "confirms_id" TEXT NULL);
CREATE TABLE "brandings" (
    "branch_id" INTEGER NOT NULL,
    "account_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "colour" TEXT NOT NULL,
    "logo_id" TEXT NULL,
    "mail_from" TEXT NOT NULL,
    "sales_email" TEXT NOT NULL,
    "sales_phone" TEXT NOT NULL,
    "sales_signature" TEXT NOT NULL,
    "support_email" TEXT NOT NULL,
    "support_phone" TEXT NOT NULL,
    "support_signature" TEXT NOT NULL,
    "billing_email" TEXT NOT NULL,
    "billing_phone" TEXT NOT NULL,
    "billing_signature" TEXT NOT NULL,
    CONSTRAINT "pk_brandings" PRIMARY KEY ("branch_id", "account_id")
);
CREATE TABLE "bulk_items" (
    "branch_id" INTEGER NOT NULL,
    "run_id" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "of_branch" INTEGER NOT NULL,
    "subscription_id" TEXT NOT NULL,
    "state" INTEGER NOT NULL,
    "tried_at" TEXT NULL,
    "problem" TEXT NULL,
    "version" INTEGER NOT NULL,
    CONSTRAINT "pk_bulk_items" PRIMARY KEY ("branch_id", "run_id", "seq")
);
CREATE TABLE "bulk_runs" (
    "branch_id" INTEGER NOT NULL,
    "id" TEXT NOT NULL,
    "deed" INTEGER NOT NULL,
    "reason" TEXT NOT NULL,
    "total" INTEGER NOT NULL,
    "created_at" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_by_id" TEXT NULL,
    "asked_by" TEXT NOT NULL,
    "state" INTEGER NOT NULL,
    "state_since" TEXT NOT NULL,
    "ended_at" TEXT NULL,
    "stop_asked_at" TEXT NULL,
    "position" INTEGER NOT NULL,
    "succeeded" INTEGER NOT NULL,
    "refused" INTEGER NOT NULL,
    "failure" TEXT NULL,
    "leased_by" TEXT NULL,
    "leased_until" TEXT NULL,
    "claims" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "account_id" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    CONSTRAINT "pk_bulk_runs" PRIMARY KEY ("id", "branch_id")
);
CREATE TABLE "charge_forecasts" (
    "branch_id" INTEGER NOT NULL,
    "id" TEXT NOT NULL,
    "day" TEXT NOT NULL,
    "high" INTEGER NOT NULL,
    "low" INTEGER NOT NULL,
    "amounts" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "account_id" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    CONSTRAINT "pk_charge_forecasts" PRIMARY KEY ("branch_id", "high", "day", "id")
);
CREATE TABLE "company_profiles" (
    "branch_id" INTEGER NOT NULL,
    "account_id" TEXT NOT NULL,
    "street" TEXT NOT NULL,
    "street2" TEXT NOT NULL,
    "postal_code" TEXT NOT NULL,
    "city" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "country" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL,
    "tax_number" TEXT NOT NULL,
    "registration_number" TEXT NOT NULL,
    "website" TEXT NOT NULL,
    "phone" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "contact_name" TEXT NOT NULL,
    "domain" TEXT NULL,
    "external_reference" TEXT NULL, "notify_email" TEXT NULL, "notify_user_id" TEXT NULL,
    CONSTRAINT "pk_company_profiles" PRIMARY KEY ("branch_id", "account_id")
);
CREATE TABLE "deactivations" (
    "branch_id" INTEGER NOT NULL,
    "id" TEXT NOT NULL,
    "at" TEXT NOT NULL,
    "running" INTEGER NOT NULL,
    "ended_at" TEXT NULL,
    "next_at" TEXT NULL,
    "after" TEXT NULL,
    "through" INTEGER NOT NULL,
    "paused" INTEGER NOT NULL,
    "total" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "account_id" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    CONSTRAINT "pk_deactivations" PRIMARY KEY ("id", "branch_id")
);
CREATE TABLE "done" (
    "branch_id" INTEGER NOT NULL,
    "caller_id" TEXT NOT NULL,
    "reference" TEXT NOT NULL,
    "asked" BLOB NOT NULL,
    "answer" TEXT NOT NULL,
    "at" TEXT NOT NULL,
    CONSTRAINT "pk_done" PRIMARY KEY ("branch_id", "caller_id", "reference")
);
CREATE TABLE "end_users" (
    "branch_id" INTEGER NOT NULL,
    "account_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "name" TEXT NULL,
    "first_day" TEXT NOT NULL,
    "last_day" TEXT NOT NULL,
    "days" BLOB NOT NULL,
    CONSTRAINT "pk_end_users" PRIMARY KEY ("branch_id", "account_id", "key")
);
CREATE TABLE "exchange_rates" (
    "id" TEXT NOT NULL,
    "branch_id" INTEGER NOT NULL,
    "created_at" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "effective_from" TEXT NOT NULL,
    "from" TEXT NOT NULL,
    "rate" TEXT NOT NULL,
    "seller_id" TEXT NOT NULL,
    "to" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    CONSTRAINT "pk_exchange_rates" PRIMARY KEY ("id", "branch_id")
);
CREATE TABLE "figures" (
    "branch_id" INTEGER NOT NULL,
    "account_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    "amount" INTEGER NOT NULL,
    CONSTRAINT "pk_figures" PRIMARY KEY ("branch_id", "account_id", "name", "key", "currency")
);
CREATE TABLE "graph_notes" (
    "branch_id" INTEGER NOT NULL,
    "id" TEXT NOT NULL,
    "day" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "created_at" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "removed_at" TEXT NULL,
    "version" INTEGER NOT NULL,
    "account_id" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    CONSTRAINT "pk_graph_notes" PRIMARY KEY ("id", "branch_id")
);
CREATE TABLE "guest_passes" (
    "branch_id" INTEGER NOT NULL,
    "id" TEXT NOT NULL,
    "visitor_id" TEXT NOT NULL,
    "visitor_name" TEXT NOT NULL,
    "visitor_account_id" TEXT NOT NULL,
    "visitor_account" TEXT NOT NULL,
    "visitor_path" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "mode" INTEGER NOT NULL,
    "see_as" INTEGER NULL,
    "minutes" INTEGER NOT NULL,
    "asked_at" TEXT NOT NULL,
    "state" INTEGER NOT NULL,
    "answered_at" TEXT NULL,
    "answered_by" TEXT NULL,
    "began_at" TEXT NULL,
    "over_at" TEXT NOT NULL,
    "ended_at" TEXT NULL,
    "ended_by" INTEGER NULL,
    "version" INTEGER NOT NULL,
    "account_id" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    CONSTRAINT "pk_guest_passes" PRIMARY KEY ("id", "branch_id")
);
CREATE TABLE "host_names" (
    "host" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "branch_id" INTEGER NOT NULL,
    "token" TEXT NOT NULL,
    "claimed_at" TEXT NOT NULL,
    "proven_at" TEXT NULL,
    "checked_at" TEXT NULL,
    "finding" TEXT NULL,
    CONSTRAINT "pk_host_names" PRIMARY KEY ("host", "account_id")
);
CREATE TABLE "import_chunks" (
    "branch_id" INTEGER NOT NULL,
    "import_id" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "at" TEXT NOT NULL,
    "bytes" BLOB NOT NULL,
    CONSTRAINT "pk_import_chunks" PRIMARY KEY ("branch_id", "import_id", "seq")
);
CREATE TABLE "import_faults" (
    "branch_id" INTEGER NOT NULL,
    "import_id" TEXT NOT NULL,
    "run" INTEGER NOT NULL,
    "row" INTEGER NOT NULL,
    "at" TEXT NOT NULL,
    "cells" TEXT NOT NULL,
    "problems" TEXT NOT NULL,
    CONSTRAINT "pk_import_faults" PRIMARY KEY ("branch_id", "import_id", "run", "row")
);
CREATE TABLE "invoice_lines" (
    "branch_id" INTEGER NOT NULL,
    "invoice_id" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "account_id" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "product_id" TEXT NULL,
    "plan_id" TEXT NULL,
    "interval" INTEGER NULL,
    "quantity" INTEGER NOT NULL,
    "unit_price" INTEGER NOT NULL,
    "term_start" TEXT NULL,
    "term_end" TEXT NULL,
    "net" INTEGER NOT NULL,
    "tax" INTEGER NOT NULL,
    "gross" INTEGER NOT NULL,
    "charged_at" TEXT NOT NULL,
    "order_id" TEXT NULL,
    "order_number" TEXT NOT NULL,
    "order_line_id" TEXT NULL,
    "subscription_id" TEXT NULL,
    "posting_number" INTEGER NOT NULL,
    "posting_id" TEXT NOT NULL,
    "net_seq" INTEGER NULL,
    "tax_seq" INTEGER NULL,
    "credits_id" TEXT NULL,
    "credits_seq" INTEGER NULL,
    CONSTRAINT "pk_invoice_lines" PRIMARY KEY ("branch_id", "invoice_id", "seq")
);
CREATE TABLE "invoice_parties" (
    "branch_id" INTEGER NOT NULL,
    "invoice_id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "number" TEXT NOT NULL,
    "place" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "country" TEXT NOT NULL,
    "tax_number" TEXT NOT NULL,
    "registration_number" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    CONSTRAINT "pk_invoice_parties" PRIMARY KEY ("branch_id", "invoice_id", "account_id")
);
CREATE TABLE "invoices" (
    "branch_id" INTEGER NOT NULL,
    "id" TEXT NOT NULL,
    "issuer_id" TEXT NOT NULL,
    "buyer_id" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "kind" INTEGER NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "number" TEXT NOT NULL,
    "period_start" TEXT NOT NULL,
    "period_end" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "net" INTEGER NOT NULL,
    "tax" INTEGER NOT NULL,
    "gross" INTEGER NOT NULL,
    "line_count" INTEGER NOT NULL,
    "issued_at" TEXT NOT NULL,
    "issued_on" TEXT NOT NULL,
    "due_on" TEXT NULL,
    "settlement" INTEGER NOT NULL,
    "terms_id" TEXT NOT NULL,
    "through_posting" INTEGER NOT NULL,
    "credits_id" TEXT NULL,
    "reason" TEXT NULL,
    "credited" INTEGER NOT NULL,
    "status" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    CONSTRAINT "pk_invoices" PRIMARY KEY ("id", "branch_id")
);
CREATE TABLE "launches" (
    "branch_id" INTEGER NOT NULL,
    "id" TEXT NOT NULL,
    "subscription_id" TEXT NOT NULL,
    "maker_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "at" TEXT NOT NULL,
    "expires_at" TEXT NOT NULL,
    CONSTRAINT "pk_launches" PRIMARY KEY ("branch_id", "id")
);
CREATE TABLE "list_columns" (
    "user_id" TEXT NOT NULL,
    "list" TEXT NOT NULL,
    "columns" TEXT NOT NULL,
    CONSTRAINT "pk_list_columns" PRIMARY KEY ("user_id", "list")
);
CREATE TABLE "memberships" (
    "id" TEXT NOT NULL,
    "branch_id" INTEGER NOT NULL,
    "account_id" TEXT NOT NULL,
    "awaits_consent" INTEGER NOT NULL,
    "created_at" TEXT NOT NULL,
    "ended_at" TEXT NULL,
    "path" TEXT NOT NULL,
    "reach" INTEGER NOT NULL,
    "role" INTEGER NOT NULL,
    "user_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL, "grants" TEXT NULL, "invited_at" TEXT NULL, "reported_month" TEXT NULL, "wants_report_since" TEXT NULL,
    CONSTRAINT "pk_memberships" PRIMARY KEY ("id", "branch_id")
);
CREATE TABLE "messages" (
    "branch_id" INTEGER NOT NULL,
    "id" TEXT NOT NULL,
    "sender_id" TEXT NOT NULL,
    "user_id" TEXT NULL,
    "email" TEXT NULL,
    "template" TEXT NOT NULL,
    "data" TEXT NOT NULL,
    "department" INTEGER NOT NULL,
    "at" TEXT NOT NULL,
    "state" INTEGER NOT NULL,
    "attempts" INTEGER NOT NULL,
    "not_before" TEXT NOT NULL,
    "leased_until" TEXT NULL,
    "sent_at" TEXT NULL,
    "fault" TEXT NULL,
    "to" TEXT NULL,
    "version" INTEGER NOT NULL,
    "account_id" TEXT NOT NULL,
    "path" TEXT NOT NULL, "resent_at" TEXT NULL,
    CONSTRAINT "pk_messages" PRIMARY KEY ("id", "branch_id")
);
CREATE TABLE "notices" (
    "id" TEXT NOT NULL,
    "branch_id" INTEGER NOT NULL,
    "account_id" TEXT NOT NULL,
    "at" TEXT NOT NULL,
    "data" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "seen_at" TEXT NULL,
    "subject" TEXT NULL,
    "version" INTEGER NOT NULL, "for_mail" INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT "pk_notices" PRIMARY KEY ("id", "branch_id")
);
CREATE TABLE "numberings" (
    "branch_id" INTEGER NOT NULL,
    "id" TEXT NOT NULL,
    "issuer_id" TEXT NOT NULL,
    "kind" INTEGER NOT NULL,
    "series" TEXT NOT NULL,
    "last" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    CONSTRAINT "pk_numberings" PRIMARY KEY ("id", "branch_id")
);
CREATE TABLE "onboarding_waivers" (
    "branch_id" INTEGER NOT NULL,
    "account_id" TEXT NOT NULL,
    "line" INTEGER NOT NULL,
    "at" TEXT NOT NULL,
    "by" TEXT NOT NULL,
    "taken_back_at" TEXT NULL,
    CONSTRAINT "pk_onboarding_waivers" PRIMARY KEY ("branch_id", "account_id", "line")
);
CREATE TABLE "order_lines" (
    "id" TEXT NOT NULL,
    "branch_id" INTEGER NOT NULL,
    "account_id" TEXT NOT NULL,
    "action" INTEGER NOT NULL,
    "interval" INTEGER NOT NULL,
    "levels" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "plan_id" TEXT NOT NULL,
    "plan_version" INTEGER NOT NULL,
    "product_id" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL,
    "seq" INTEGER NOT NULL,
    "settled_at" TEXT NULL,
    "state" INTEGER NOT NULL,
    "subscription_id" TEXT NOT NULL,
    "term_end" TEXT NULL,
    "term_start" TEXT NULL,
    "title" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    CONSTRAINT "pk_order_lines" PRIMARY KEY ("id", "branch_id")
);
CREATE TABLE "orders" (
    "id" TEXT NOT NULL,
    "branch_id" INTEGER NOT NULL,
    "account_id" TEXT NOT NULL,
    "buyer_reference" TEXT NOT NULL,
    "close_reason" TEXT NULL,
    "closed_at" TEXT NULL,
    "deadline" TEXT NULL,
    "kind" INTEGER NOT NULL,
    "number" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "payer_id" TEXT NOT NULL,
    "placed_at" TEXT NOT NULL,
    "placed_by" TEXT NOT NULL,
    "placed_from_id" TEXT NOT NULL,
    "short_amount" INTEGER NOT NULL,
    "short_currency" TEXT NULL,
    "short_id" TEXT NULL,
    "short_path" TEXT NULL,
    "state" INTEGER NOT NULL,
    "state_since" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    CONSTRAINT "pk_orders" PRIMARY KEY ("id", "branch_id")
);
CREATE TABLE "people_imports" (
    "branch_id" INTEGER NOT NULL,
    "id" TEXT NOT NULL,
    "file_name" TEXT NOT NULL,
    "size" INTEGER NOT NULL,
    "hash" BLOB NOT NULL,
    "target_id" TEXT NULL,
    "created_at" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_by_id" TEXT NULL,
    "settings" TEXT NOT NULL,
    "headings" TEXT NOT NULL,
    "asked_by" TEXT NOT NULL,
    "state" INTEGER NOT NULL,
    "state_since" TEXT NOT NULL,
    "none_unless_all" INTEGER NOT NULL,
    "run" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "bytes_read" INTEGER NOT NULL,
    "rows" INTEGER NOT NULL,
    "faulty" INTEGER NOT NULL,
    "there" INTEGER NOT NULL,
    "added" INTEGER NOT NULL,
    "asked" INTEGER NOT NULL,
    "failure" TEXT NULL,
    "leased_by" TEXT NULL,
    "leased_until" TEXT NULL,
    "claims" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "account_id" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    CONSTRAINT "pk_people_imports" PRIMARY KEY ("id", "branch_id")
);
CREATE TABLE "periods" (
    "branch_id" INTEGER NOT NULL,
    "subscription_id" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "kind" INTEGER NOT NULL,
    "start" TEXT NOT NULL,
    "end" TEXT NULL,
    "line_id" TEXT NULL,
    "quantity" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    CONSTRAINT "pk_periods" PRIMARY KEY ("branch_id", "subscription_id", "seq")
);
CREATE TABLE "plan_versions" (
    "branch_id" INTEGER NOT NULL,
    "plan_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "at" TEXT NOT NULL,
    "snapshot" TEXT NOT NULL,
    CONSTRAINT "pk_plan_versions" PRIMARY KEY ("branch_id", "plan_id", "number")
);
CREATE TABLE "plans" (
    "id" TEXT NOT NULL,
    "branch_id" INTEGER NOT NULL,
    "cancellation_days" INTEGER NOT NULL,
    "code" TEXT NOT NULL,
    "connector" TEXT NOT NULL,
    "connector_settings" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "downgrades_at_once" INTEGER NOT NULL,
    "grace_days" INTEGER NOT NULL,
    "kind" INTEGER NOT NULL,
    "max_quantity" INTEGER NULL,
    "min_quantity" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "name_key" TEXT NOT NULL,
    "notice_days" INTEGER NOT NULL,
    "owner_id" TEXT NOT NULL,
    "owner_path" TEXT NOT NULL,
    "paused_days" INTEGER NOT NULL,
    "plan_version" INTEGER NOT NULL,
    "product_id" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "unit" TEXT NOT NULL,
    "upgrade_paths" TEXT NULL,
    "vendor_cutoff_days" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "withdrawn_at" TEXT NULL, "for_id" TEXT NULL, "for_path" TEXT NULL,
    CONSTRAINT "pk_plans" PRIMARY KEY ("id", "branch_id")
);
CREATE TABLE "postings" (
    "branch_id" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "id" TEXT NOT NULL,
    "reference" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "at" TEXT NOT NULL,
    "order_id" TEXT NULL,
    "memo" TEXT NOT NULL,
    "hash" BLOB NOT NULL,
    CONSTRAINT "pk_postings" PRIMARY KEY ("branch_id", "number")
);
CREATE TABLE "postponed_decisions" (
    "branch_id" INTEGER NOT NULL,
    "account_id" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "decision" TEXT NOT NULL,
    "until" TEXT NOT NULL,
    "amount" INTEGER NULL,
    "currency" TEXT NULL,
    "at" TEXT NOT NULL,
    CONSTRAINT "pk_postponed_decisions" PRIMARY KEY ("branch_id", "account_id", "person_id", "decision")
);
CREATE TABLE "price_list_imports" (
    "id" TEXT NOT NULL,
    "branch_id" INTEGER NOT NULL,
    "account_id" TEXT NOT NULL,
    "applied_at" TEXT NULL,
    "content" TEXT NOT NULL,
    "created_at" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "file_name" TEXT NOT NULL,
    "findings" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "settings" TEXT NOT NULL,
    "state" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    CONSTRAINT "pk_price_list_imports" PRIMARY KEY ("id", "branch_id")
);
CREATE TABLE "price_losses" (
    "branch_id" INTEGER NOT NULL,
    "seller_id" TEXT NOT NULL,
    "buyer_id" TEXT NOT NULL,
    "plan_id" TEXT NOT NULL,
    "interval" INTEGER NOT NULL,
    "buyer_path" TEXT NULL,
    "title" TEXT NOT NULL,
    "from" TEXT NOT NULL,
    "loss" INTEGER NULL,
    "currency" TEXT NOT NULL,
    "at" TEXT NOT NULL,
    CONSTRAINT "pk_price_losses" PRIMARY KEY ("branch_id", "seller_id", "buyer_id", "plan_id", "interval")
);
CREATE TABLE "price_points" (
    "id" TEXT NOT NULL,
    "branch_id" INTEGER NOT NULL,
    "base_cost" INTEGER NOT NULL,
    "created_at" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "effective_from" TEXT NOT NULL,
    "interval" INTEGER NOT NULL,
    "owner_id" TEXT NOT NULL,
    "plan_id" TEXT NOT NULL,
    "recommended" INTEGER NULL,
    "sale_state" INTEGER NOT NULL,
    "supplier_sku" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    CONSTRAINT "pk_price_points" PRIMARY KEY ("id", "branch_id")
);
CREATE TABLE "price_rules" (
    "id" TEXT NOT NULL,
    "branch_id" INTEGER NOT NULL,
    "allows_loss" INTEGER NOT NULL,
    "amount" INTEGER NOT NULL,
    "buyer_id" TEXT NULL,
    "created_at" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "currency" TEXT NULL,
    "effective_from" TEXT NOT NULL,
    "effective_to" TEXT NULL,
    "interval" INTEGER NULL,
    "kind" INTEGER NOT NULL,
    "percent" TEXT NOT NULL,
    "plan_id" TEXT NULL,
    "product_id" TEXT NULL,
    "seller_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    CONSTRAINT "pk_price_rules" PRIMARY KEY ("id", "branch_id")
);
CREATE TABLE "products" (
    "id" TEXT NOT NULL,
    "branch_id" INTEGER NOT NULL,
    "code" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "name_key" TEXT NOT NULL,
    "needs_product_id" TEXT NULL,
    "owner_id" TEXT NOT NULL,
    "owner_path" TEXT NOT NULL,
    "vendor" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "withdrawn_at" TEXT NULL, "for_id" TEXT NULL, "for_path" TEXT NULL, "launch_address" TEXT NOT NULL DEFAULT '',
    CONSTRAINT "pk_products" PRIMARY KEY ("id", "branch_id")
);
CREATE TABLE "protection_keys" (
    "name" TEXT NOT NULL CONSTRAINT "pk_protection_keys" PRIMARY KEY,
    "xml" TEXT NOT NULL
);
CREATE TABLE "refusal_forecasts" (
    "branch_id" INTEGER NOT NULL,
    "id" TEXT NOT NULL,
    "subscription_id" TEXT NOT NULL,
    "short_id" TEXT NOT NULL,
    "short_path" TEXT NOT NULL,
    "day" TEXT NOT NULL,
    "warned" INTEGER NULL,
    "version" INTEGER NOT NULL,
    "account_id" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    CONSTRAINT "pk_refusal_forecasts" PRIMARY KEY ("id", "branch_id")
);
CREATE TABLE "register_entries" (
    "load_id" INTEGER NOT NULL,
    "line" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "number" TEXT NOT NULL,
    "tax_number" TEXT NOT NULL,
    "street" TEXT NOT NULL,
    "street2" TEXT NOT NULL,
    "postal_code" TEXT NOT NULL,
    "city" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "country" TEXT NOT NULL,
    "website" TEXT NOT NULL,
    CONSTRAINT "pk_register_entries" PRIMARY KEY ("load_id", "line")
);
CREATE TABLE "register_keys" (
    "load_id" INTEGER NOT NULL,
    "key" INTEGER NOT NULL,
    "line" INTEGER NOT NULL,
    CONSTRAINT "pk_register_keys" PRIMARY KEY ("load_id", "key", "line")
);
CREATE TABLE "register_loads" (
    "id" INTEGER NOT NULL CONSTRAINT "pk_register_loads" PRIMARY KEY,
    "source" TEXT NOT NULL,
    "began_at" TEXT NOT NULL,
    "by" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    "skipped" INTEGER NOT NULL,
    "finished_at" TEXT NULL,
    "replaced_at" TEXT NULL
);
CREATE TABLE "saved_views" (
    "branch_id" INTEGER NOT NULL,
    "id" TEXT NOT NULL,
    "list" TEXT NOT NULL,
    "user_id" TEXT NULL,
    "kept_by" TEXT NOT NULL,
    "created_at" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "query" TEXT NOT NULL,
    "columns" TEXT NULL,
    "shared_at" TEXT NULL,
    "default_at" TEXT NULL,
    "dropped_at" TEXT NULL,
    "version" INTEGER NOT NULL,
    "account_id" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    CONSTRAINT "pk_saved_views" PRIMARY KEY ("id", "branch_id")
);
CREATE TABLE "settings" (
    "name" TEXT NOT NULL CONSTRAINT "pk_settings" PRIMARY KEY,
    "value" TEXT NOT NULL
);
CREATE TABLE "sign_ins" (
    "id" TEXT NOT NULL CONSTRAINT "pk_sign_ins" PRIMARY KEY,
    "user_id" TEXT NULL,
    "email" TEXT NOT NULL,
    "at" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "user_agent" TEXT NOT NULL,
    "how" TEXT NOT NULL,
    "succeeded" INTEGER NOT NULL
);
CREATE TABLE "subscriptions" (
    "id" TEXT NOT NULL,
    "branch_id" INTEGER NOT NULL,
    "account_id" TEXT NOT NULL,
    "anchor" TEXT NULL,
    "created_at" TEXT NOT NULL,
    "due_on" TEXT NULL,
    "ends_on" TEXT NULL,
    "expires_on" TEXT NULL,
    "external_id" TEXT NULL,
    "grace_until" TEXT NULL,
    "held_from" INTEGER NULL,
    "interval" INTEGER NOT NULL,
    "label" TEXT NOT NULL,
    "last_period" INTEGER NOT NULL,
    "levels" TEXT NOT NULL,
    "next_interval" INTEGER NULL,
    "next_plan_id" TEXT NULL,
    "next_quantity" INTEGER NULL,
    "open_line_id" TEXT NULL,
    "order_id" TEXT NOT NULL,
    "origin" TEXT NOT NULL,
    "paid_through" TEXT NULL,
    "path" TEXT NOT NULL,
    "payer_id" TEXT NOT NULL,
    "plan_id" TEXT NOT NULL,
    "plan_version" INTEGER NOT NULL,
    "product_id" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL,
    "short_id" TEXT NULL,
    "short_path" TEXT NULL,
    "state" INTEGER NOT NULL,
    "state_reason" TEXT NULL,
    "state_since" TEXT NOT NULL,
    "term_end" TEXT NULL,
    "term_start" TEXT NULL,
    "version" INTEGER NOT NULL, "stopped_by_id" TEXT NULL, "activated_on" TEXT NULL, "ended_on" TEXT NULL,
    CONSTRAINT "pk_subscriptions" PRIMARY KEY ("id", "branch_id")
);
CREATE TABLE "terms" (
    "id" TEXT NOT NULL,
    "branch_id" INTEGER NOT NULL,
    "buyer_id" TEXT NOT NULL,
    "credit_limit" INTEGER NOT NULL,
    "currency" TEXT NOT NULL,
    "from" TEXT NOT NULL,
    "seller_id" TEXT NOT NULL,
    "settlement" INTEGER NOT NULL,
    "temporary_limit" INTEGER NULL,
    "temporary_until" TEXT NULL,
    "to" TEXT NULL,
    "version" INTEGER NOT NULL, "issues_invoices" INTEGER NOT NULL DEFAULT 0, "payment_days" INTEGER NOT NULL DEFAULT 14,
    CONSTRAINT "pk_terms" PRIMARY KEY ("id", "branch_id")
);
CREATE TABLE "trail" (
    "id" TEXT NOT NULL,
    "branch_id" INTEGER NOT NULL,
    "account_id" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "actor_account_id" TEXT NOT NULL,
    "actor_path" TEXT NOT NULL,
    "at" TEXT NOT NULL,
    "details" TEXT NULL,
    "path" TEXT NOT NULL,
    "read_from" TEXT NULL,
    "subject" TEXT NULL,
    "summary" TEXT NOT NULL,
    "user_id" TEXT NULL,
    "version" INTEGER NOT NULL, "on_behalf_of" TEXT NULL, "on_behalf_of_id" TEXT NULL, "on_behalf_path" TEXT NULL, "pass_id" TEXT NULL,
    CONSTRAINT "pk_trail" PRIMARY KEY ("id", "branch_id")
);
CREATE TABLE "transfers" (
    "branch_id" INTEGER NOT NULL,
    "posting_number" INTEGER NOT NULL,
    "seq" INTEGER NOT NULL,
    "from_book_id" TEXT NOT NULL,
    "to_book_id" TEXT NOT NULL,
    "amount" INTEGER NOT NULL,
    "from_balance" INTEGER NOT NULL,
    "to_balance" INTEGER NOT NULL,
    "line_id" TEXT NULL,
    "hash" BLOB NOT NULL, "buyer_id" TEXT NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
    CONSTRAINT "pk_transfers" PRIMARY KEY ("branch_id", "posting_number", "seq"),
    CONSTRAINT "ck_transfers_amount" CHECK (amount > 0 AND from_book_id <> to_book_id)
);
CREATE TABLE "uploads" (
    "id" TEXT NOT NULL CONSTRAINT "pk_uploads" PRIMARY KEY,
    "type" TEXT NOT NULL,
    "content" BLOB NOT NULL,
    "width" INTEGER NOT NULL,
    "height" INTEGER NOT NULL,
    "created_at" TEXT NOT NULL
);
CREATE TABLE "usage_events" (
    "branch_id" INTEGER NOT NULL,
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "subscription_id" TEXT NOT NULL,
    "user_key" TEXT NOT NULL,
    "at" TEXT NOT NULL,
    "day" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    CONSTRAINT "pk_usage_events" PRIMARY KEY ("branch_id", "id")
);
CREATE TABLE "user_claims" (
    "id" INTEGER NOT NULL CONSTRAINT "pk_user_claims" PRIMARY KEY AUTOINCREMENT,
    "user_id" TEXT NOT NULL,
    "claim_type" TEXT NULL,
    "claim_value" TEXT NULL,
    CONSTRAINT "FK_user_claims_users_user_id" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE
);
CREATE TABLE "user_logins" (
    "login_provider" TEXT NOT NULL,
    "provider_key" TEXT NOT NULL,
    "provider_display_name" TEXT NULL,
    "user_id" TEXT NOT NULL,
    CONSTRAINT "pk_user_logins" PRIMARY KEY ("login_provider", "provider_key"),
    CONSTRAINT "FK_user_logins_users_user_id" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE
);
CREATE TABLE "user_tokens" (
    "user_id" TEXT NOT NULL,
    "login_provider" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "value" TEXT NULL,
    CONSTRAINT "pk_user_tokens" PRIMARY KEY ("user_id", "login_provider", "name"),
    CONSTRAINT "FK_user_tokens_users_user_id" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE
);
CREATE TABLE "user_words" (
    "user_id" TEXT NOT NULL,
    "word" TEXT NOT NULL,
    "of_name" INTEGER NOT NULL,
    CONSTRAINT "pk_user_words" PRIMARY KEY ("user_id", "word")
);
CREATE TABLE "users" (
    "id" TEXT NOT NULL CONSTRAINT "pk_users" PRIMARY KEY,
    "name" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL,
    "created_at" TEXT NOT NULL,
    "last_sign_in_at" TEXT NULL,
    "new_email" TEXT NULL,
    "totp_key" TEXT NULL,
    "last_totp_step" INTEGER NOT NULL,
    "recovery_codes" TEXT NOT NULL,
    "user_name" TEXT NULL,
    "normalized_user_name" TEXT NULL,
    "email" TEXT NULL,
    "normalized_email" TEXT NULL,
    "email_confirmed" INTEGER NOT NULL,
    "password_hash" TEXT NULL,
    "security_stamp" TEXT NULL,
    "concurrency_stamp" TEXT NULL,
    "phone_number" TEXT NULL,
    "phone_number_confirmed" INTEGER NOT NULL,
    "two_factor_enabled" INTEGER NOT NULL,
    "lockout_end" TEXT NULL,
    "lockout_enabled" INTEGER NOT NULL,
    "access_failed_count" INTEGER NOT NULL
, "picture_id" TEXT NULL);
CREATE TABLE "wallet_forecasts" (
    "branch_id" INTEGER NOT NULL,
    "id" TEXT NOT NULL,
    "seller_id" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "made_at" TEXT NOT NULL,
    "first_day" TEXT NOT NULL,
    "dry_on" TEXT NULL,
    "missing" INTEGER NOT NULL,
    "top_up" INTEGER NOT NULL,
    "next30" INTEGER NOT NULL,
    "affected" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "account_id" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    CONSTRAINT "pk_wallet_forecasts" PRIMARY KEY ("id", "branch_id")
);
CREATE TABLE "work" (
    "id" TEXT NOT NULL,
    "branch_id" INTEGER NOT NULL,
    "account_id" TEXT NOT NULL,
    "action" INTEGER NOT NULL,
    "attempts" INTEGER NOT NULL,
    "connector" TEXT NOT NULL,
    "created_at" TEXT NOT NULL,
    "disputed_at" TEXT NULL,
    "external_id" TEXT NULL,
    "finished_at" TEXT NULL,
    "finished_by" TEXT NULL,
    "input" TEXT NOT NULL,
    "last_error" TEXT NULL,
    "leased_by" TEXT NULL,
    "leased_until" TEXT NULL,
    "line_id" TEXT NULL,
    "not_before" TEXT NOT NULL,
    "order_id" TEXT NULL,
    "owner_path" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "state" INTEGER NOT NULL,
    "subscription_id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    CONSTRAINT "pk_work" PRIMARY KEY ("id", "branch_id")
);
CREATE INDEX "ix_account_forecasts_account_id" ON "account_forecasts" ("account_id");
CREATE INDEX "ix_account_keys_key_path" ON "account_keys" ("key", "path");
CREATE INDEX "ix_account_words_word_branch_id_account_id" ON "account_words" ("word", "branch_id", "account_id");
CREATE INDEX "ix_accounts_branch_id_parent_id_name" ON "accounts" ("branch_id", "parent_id", "name");
CREATE INDEX "ix_accounts_number" ON "accounts" ("number");
CREATE INDEX "ix_accounts_parent_id_status_since" ON "accounts" ("parent_id", "status_since") WHERE status = 1;
CREATE UNIQUE INDEX "ix_accounts_path" ON "accounts" ("path");
CREATE INDEX "ix_accounts_path_status" ON "accounts" ("path", "status") WHERE status = 2 OR reactivation_requested;
CREATE INDEX "ix_accounts_pending_reported_at_id" ON "accounts" ("pending_reported_at", "id") WHERE number IS NULL AND pending_reported_at IS NOT NULL;
CREATE INDEX "ix_active_days_account_id_day" ON "active_days" ("account_id", "day");
CREATE INDEX "ix_agreement_acceptances_agreement_id_at" ON "agreement_acceptances" ("agreement_id", "at");
CREATE INDEX "ix_agreement_acceptances_branch_id_account_id_at" ON "agreement_acceptances" ("branch_id", "account_id", "at");
CREATE INDEX "ix_agreements_account_id_number" ON "agreements" ("account_id", "number");
CREATE UNIQUE INDEX "ix_agreements_branch_id_account_id_number" ON "agreements" ("branch_id", "account_id", "number");
CREATE INDEX "ix_api_keys_account_id" ON "api_keys" ("account_id");
CREATE UNIQUE INDEX "ix_api_keys_hash" ON "api_keys" ("hash");
CREATE INDEX "ix_assets_branch_id_assigned_path_id" ON "assets" ("branch_id", "assigned_path", "id") WHERE assigned_path IS NOT NULL;
CREATE INDEX "ix_assets_branch_id_path_id" ON "assets" ("branch_id", "path", "id");
CREATE INDEX "ix_assets_subscription_id" ON "assets" ("subscription_id");
CREATE UNIQUE INDEX "ix_books_branch_id_buyer_id_seller_id_purpose_currency" ON "books" ("branch_id", "buyer_id", "seller_id", "purpose", "currency");
CREATE INDEX "ix_books_seller_id" ON "books" ("seller_id");
CREATE INDEX "ix_bulk_runs_account_id_id" ON "bulk_runs" ("account_id", "id");
CREATE INDEX "ix_bulk_runs_leased_until" ON "bulk_runs" ("leased_until") WHERE state = 1;
CREATE INDEX "ix_charge_forecasts_branch_id_day_path_id" ON "charge_forecasts" ("branch_id", "day", "path", "id");
CREATE INDEX "ix_company_profiles_external_reference" ON "company_profiles" ("external_reference") WHERE external_reference IS NOT NULL;
CREATE INDEX "ix_deactivations_account_id" ON "deactivations" ("account_id");
CREATE INDEX "ix_deactivations_next_at" ON "deactivations" ("next_at") WHERE next_at IS NOT NULL;
CREATE INDEX "ix_done_at" ON "done" ("at");
CREATE INDEX "ix_exchange_rates_seller_id_from_to_effective_from" ON "exchange_rates" ("seller_id", "from", "to", "effective_from");
CREATE INDEX "ix_figures_account_id_name_key" ON "figures" ("account_id", "name", "key");
CREATE INDEX "ix_graph_notes_account_id_day" ON "graph_notes" ("account_id", "day");
CREATE INDEX "ix_guest_passes_account_id_visitor_id" ON "guest_passes" ("account_id", "visitor_id") WHERE ended_at IS NULL;
CREATE INDEX "ix_guest_passes_branch_id_path_id" ON "guest_passes" ("branch_id", "path", "id");
CREATE INDEX "ix_guest_passes_over_at" ON "guest_passes" ("over_at") WHERE ended_at IS NULL;
CREATE INDEX "ix_host_names_account_id" ON "host_names" ("account_id");
CREATE UNIQUE INDEX "ix_host_names_host" ON "host_names" ("host") WHERE proven_at IS NOT NULL;
CREATE INDEX "ix_import_chunks_at" ON "import_chunks" ("at");
CREATE INDEX "ix_import_faults_at" ON "import_faults" ("at");
CREATE UNIQUE INDEX "ix_invoice_lines_branch_id_posting_number_net_seq" ON "invoice_lines" ("branch_id", "posting_number", "net_seq");
CREATE UNIQUE INDEX "ix_invoice_lines_branch_id_posting_number_tax_seq" ON "invoice_lines" ("branch_id", "posting_number", "tax_seq");
CREATE INDEX "ix_invoice_lines_credits_id" ON "invoice_lines" ("credits_id") WHERE credits_id IS NOT NULL;
CREATE INDEX "ix_invoice_lines_order_id" ON "invoice_lines" ("order_id");
CREATE INDEX "ix_invoice_lines_subscription_id" ON "invoice_lines" ("subscription_id");
CREATE UNIQUE INDEX "ix_invoices_branch_id_issuer_id_kind_ordinal" ON "invoices" ("branch_id", "issuer_id", "kind", "ordinal");
CREATE INDEX "ix_invoices_buyer_id_id" ON "invoices" ("buyer_id", "id");
CREATE INDEX "ix_invoices_credits_id" ON "invoices" ("credits_id") WHERE credits_id IS NOT NULL;
CREATE INDEX "ix_invoices_issuer_id_id" ON "invoices" ("issuer_id", "id");
CREATE INDEX "ix_launches_expires_at" ON "launches" ("expires_at");
CREATE INDEX "ix_launches_id" ON "launches" ("id");
CREATE INDEX "ix_memberships_account_id_user_id" ON "memberships" ("account_id", "user_id");
CREATE INDEX "ix_memberships_path_id" ON "memberships" ("path", "id") WHERE ended_at IS NULL;
CREATE INDEX "ix_memberships_path_invited_at" ON "memberships" ("path", "invited_at") WHERE invited_at IS NOT NULL AND ended_at IS NULL;
CREATE INDEX "ix_memberships_reported_month" ON "memberships" ("reported_month") WHERE wants_report_since IS NOT NULL AND ended_at IS NULL;
CREATE INDEX "ix_memberships_user_id" ON "memberships" ("user_id");
CREATE INDEX "ix_messages_at" ON "messages" ("at") WHERE state = 4;
CREATE INDEX "ix_messages_branch_id_path_id" ON "messages" ("branch_id", "path", "id");
CREATE INDEX "ix_messages_not_before_id" ON "messages" ("not_before", "id") WHERE state IN (1, 2);
CREATE INDEX "ix_messages_sender_id_at" ON "messages" ("sender_id", "at") WHERE state = 4 AND resent_at IS NULL;
CREATE INDEX "ix_messages_sender_id_id" ON "messages" ("sender_id", "id");
CREATE INDEX "ix_notices_account_id_at" ON "notices" ("account_id", "at");
CREATE INDEX "ix_notices_at" ON "notices" ("at") WHERE for_mail;
CREATE UNIQUE INDEX "ix_numberings_branch_id_issuer_id_kind" ON "numberings" ("branch_id", "issuer_id", "kind");
CREATE INDEX "ix_order_lines_order_id" ON "order_lines" ("order_id");
CREATE INDEX "ix_order_lines_subscription_id" ON "order_lines" ("subscription_id");
CREATE INDEX "ix_orders_branch_id_path_id" ON "orders" ("branch_id", "path", "id");
CREATE INDEX "ix_orders_number" ON "orders" ("number");
CREATE INDEX "ix_orders_short_id_id" ON "orders" ("short_id", "id") WHERE short_id IS NOT NULL;
CREATE INDEX "ix_orders_short_path_id" ON "orders" ("short_path", "id") WHERE state = 2;
CREATE INDEX "ix_orders_state_path_id" ON "orders" ("state", "path", "id") WHERE state = 1 OR state = 5;
CREATE INDEX "ix_people_imports_account_id_id" ON "people_imports" ("account_id", "id");
CREATE INDEX "ix_people_imports_leased_until" ON "people_imports" ("leased_until") WHERE state IN (2, 4);
CREATE UNIQUE INDEX "ix_periods_branch_id_subscription_id_start" ON "periods" ("branch_id", "subscription_id", "start") WHERE "end" IS NULL OR "end" > start;
CREATE UNIQUE INDEX "ix_plans_branch_id_product_id_code" ON "plans" ("branch_id", "product_id", "code");
CREATE UNIQUE INDEX "ix_postings_branch_id_reference" ON "postings" ("branch_id", "reference");
CREATE INDEX "ix_postings_order_id" ON "postings" ("order_id");
CREATE INDEX "ix_postponed_decisions_until" ON "postponed_decisions" ("until");
CREATE INDEX "ix_price_list_imports_account_id_created_at" ON "price_list_imports" ("account_id", "created_at");
CREATE INDEX "ix_price_losses_seller_id_from" ON "price_losses" ("seller_id", "from");
CREATE INDEX "ix_price_points_branch_id_plan_id_interval_effective_from" ON "price_points" ("branch_id", "plan_id", "interval", "effective_from");
CREATE INDEX "ix_price_rules_seller_id_effective_from" ON "price_rules" ("seller_id", "effective_from");
CREATE INDEX "ix_price_rules_seller_id_plan_id" ON "price_rules" ("seller_id", "plan_id");
CREATE UNIQUE INDEX "ix_products_branch_id_owner_id_code" ON "products" ("branch_id", "owner_id", "code");
CREATE INDEX "ix_products_owner_path_name_key" ON "products" ("owner_path", "name_key");
CREATE INDEX "ix_refusal_forecasts_branch_id_subscription_id" ON "refusal_forecasts" ("branch_id", "subscription_id");
CREATE INDEX "ix_refusal_forecasts_short_id_day" ON "refusal_forecasts" ("short_id", "day");
CREATE INDEX "ix_saved_views_account_id_list_id" ON "saved_views" ("account_id", "list", "id") WHERE dropped_at IS NULL;
CREATE INDEX "ix_sign_ins_at" ON "sign_ins" ("at");
CREATE INDEX "ix_sign_ins_user_id_at" ON "sign_ins" ("user_id", "at");
CREATE INDEX "ix_subscriptions_anchor_id" ON "subscriptions" ("anchor", "id") WHERE anchor IS NOT NULL;
CREATE INDEX "ix_subscriptions_branch_id_due_on_id" ON "subscriptions" ("branch_id", "due_on", "id") WHERE due_on IS NOT NULL;
CREATE INDEX "ix_subscriptions_branch_id_path_id" ON "subscriptions" ("branch_id", "path", "id");
CREATE INDEX "ix_subscriptions_grace_until_id" ON "subscriptions" ("grace_until", "id") WHERE grace_until IS NOT NULL AND short_id IS NULL;
CREATE INDEX "ix_subscriptions_plan_id_path" ON "subscriptions" ("plan_id", "path");
CREATE INDEX "ix_subscriptions_short_id_id" ON "subscriptions" ("short_id", "id") WHERE short_id IS NOT NULL;
CREATE INDEX "ix_subscriptions_short_path_id" ON "subscriptions" ("short_path", "id") WHERE short_path IS NOT NULL;
CREATE INDEX "ix_subscriptions_stopped_by_id_id" ON "subscriptions" ("stopped_by_id", "id") WHERE stopped_by_id IS NOT NULL;
CREATE INDEX "ix_subscriptions_term_end_id" ON "subscriptions" ("term_end", "id") WHERE due_on IS NOT NULL;
CREATE INDEX "ix_terms_branch_id_buyer_id_from" ON "terms" ("branch_id", "buyer_id", "from");
CREATE INDEX "ix_terms_branch_id_seller_id" ON "terms" ("branch_id", "seller_id");
CREATE INDEX "ix_terms_buyer_id" ON "terms" ("buyer_id");
CREATE INDEX "ix_trail_branch_id_path_at" ON "trail" ("branch_id", "path", "at");
CREATE INDEX "ix_trail_pass_id_id" ON "trail" ("pass_id", "id") WHERE pass_id IS NOT NULL;
CREATE INDEX "ix_transfers_buyer_id_posting_number" ON "transfers" ("buyer_id", "posting_number");
CREATE INDEX "ix_user_claims_user_id" ON "user_claims" ("user_id");
CREATE INDEX "ix_user_logins_user_id" ON "user_logins" ("user_id");
CREATE INDEX "ix_user_words_word_user_id" ON "user_words" ("word", "user_id");
CREATE INDEX "ix_users_lockout_end" ON "users" ("lockout_end") WHERE lockout_end IS NOT NULL;
CREATE INDEX "ix_users_normalized_email" ON "users" ("normalized_email");
CREATE UNIQUE INDEX "ix_users_normalized_user_name" ON "users" ("normalized_user_name");
CREATE INDEX "ix_wallet_forecasts_seller_id_dry_on_id" ON "wallet_forecasts" ("seller_id", "dry_on", "id");
CREATE INDEX "ix_work_branch_id_path_id" ON "work" ("branch_id", "path", "id");
CREATE INDEX "ix_work_branch_id_path_state_id" ON "work" ("branch_id", "path", "state", "id") WHERE state <> 4 OR disputed_at IS NOT NULL;
CREATE INDEX "ix_work_connector_not_before_id" ON "work" ("connector", "not_before", "id") WHERE state IN (1, 2);
CREATE INDEX "ix_work_disputed_at" ON "work" ("disputed_at") WHERE disputed_at IS NOT NULL;
CREATE INDEX "ix_work_leased_until" ON "work" ("leased_until") WHERE state = 3;
CREATE INDEX "ix_work_owner_path_id" ON "work" ("owner_path", "id") WHERE state = 5;
CREATE INDEX "ix_work_subscription_id_id" ON "work" ("subscription_id", "id");
INSERT INTO "__EFMigrationsHistory" VALUES ('20261122120247_Start', '10.0.14');
INSERT INTO "__EFMigrationsHistory" VALUES ('20261122142055_ReadFrom', '10.0.14');
INSERT INTO "__EFMigrationsHistory" VALUES ('20261122142208_QuickDesk', '10.0.14');
INSERT INTO "__EFMigrationsHistory" VALUES ('20261122144135_SearchAndColumns', '10.0.14');
INSERT INTO "__EFMigrationsHistory" VALUES ('20261122175508_QuickLanes', '10.0.14');
INSERT INTO "__EFMigrationsHistory" VALUES ('20261122222553_PartnersAndUsage', '10.0.14');
INSERT INTO "__EFMigrationsHistory" VALUES ('20261123063437_Dashboard', '10.0.14');
INSERT INTO "__EFMigrationsHistory" VALUES ('20261123152340_PriceDays', '10.0.14');
