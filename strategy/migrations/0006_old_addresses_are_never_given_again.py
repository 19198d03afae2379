from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("strategy", "0005_standing_of_earlier_editions"),
        ("sdp_portal", "0008_old_addresses_are_never_given_again"),
    ]

    operations = [
        migrations.RunSQL(
            """
            CREATE TRIGGER strategy_strategy_address BEFORE INSERT OR UPDATE OF slug
                ON strategy_strategy
                FOR EACH ROW EXECUTE FUNCTION refuse_old_address('/strategies/');
            """,
            "DROP TRIGGER strategy_strategy_address ON strategy_strategy;",
        )
    ]
