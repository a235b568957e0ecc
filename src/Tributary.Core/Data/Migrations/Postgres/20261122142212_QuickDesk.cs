using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Tributary.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class QuickDesk : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // These rows are changed again and again. With room on their pages a change stays on its page and touches no index.
            migrationBuilder.Sql("ALTER TABLE books SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02)");
            migrationBuilder.Sql("ALTER TABLE branches SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02)");
            migrationBuilder.Sql("ALTER TABLE figures SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05)");

            migrationBuilder.DropIndex(
                name: "ix_work_state_not_before",
                table: "work");

            migrationBuilder.DropIndex(
                name: "ix_subscriptions_due_on_id",
                table: "subscriptions");

            migrationBuilder.CreateIndex(
                name: "ix_terms_buyer_id",
                table: "terms",
                column: "buyer_id");

            migrationBuilder.CreateIndex(
                name: "ix_subscriptions_branch_id_due_on_id",
                table: "subscriptions",
                columns: new[] { "branch_id", "due_on", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_work_connector_not_before_id",
                table: "work",
                columns: new[] { "connector", "not_before", "id" },
                filter: "state IN (1, 2)");

            migrationBuilder.CreateIndex(
                name: "ix_work_leased_until",
                table: "work",
                column: "leased_until",
                filter: "state = 3");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            foreach (var table in new[] { "books", "branches", "figures" })
                migrationBuilder.Sql($"ALTER TABLE {table} RESET (fillfactor, autovacuum_vacuum_scale_factor)");

            migrationBuilder.DropIndex(
                name: "ix_work_connector_not_before_id",
                table: "work");

            migrationBuilder.DropIndex(
                name: "ix_work_leased_until",
                table: "work");

            migrationBuilder.DropIndex(
                name: "ix_terms_buyer_id",
                table: "terms");

            migrationBuilder.DropIndex(
                name: "ix_subscriptions_branch_id_due_on_id",
                table: "subscriptions");

            migrationBuilder.CreateIndex(
                name: "ix_subscriptions_due_on_id",
                table: "subscriptions",
                columns: new[] { "due_on", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_work_state_not_before",
                table: "work",
                columns: new[] { "state", "not_before" });
        }
    }
}
