using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Tributary.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class ReadFrom : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "read_from",
                table: "trail",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "short_path",
                table: "subscriptions",
                type: "TEXT",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "read_from",
                table: "trail");

            migrationBuilder.DropColumn(
                name: "short_path",
                table: "subscriptions");
        }
    }
}
