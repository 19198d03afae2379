"""Old addresses below /subgroups/, which strategies share, are kept with the subgroup instead."""

from django.db import migrations

TRIGGERS = """
DROP TRIGGER sdp_portal_oldaddress_added ON sdp_portal_oldaddress;
DROP TRIGGER sdp_portal_oldaddress_stays ON sdp_portal_oldaddress;
CREATE TRIGGER sdp_portal_oldaddress_added BEFORE INSERT ON sdp_portal_oldaddress
    FOR EACH ROW {added} EXECUTE FUNCTION refuse_address_of_a_row_that_is_gone();
CREATE CONSTRAINT TRIGGER sdp_portal_oldaddress_stays AFTER UPDATE OR DELETE
    ON sdp_portal_oldaddress DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW {stays} EXECUTE FUNCTION refuse_to_lead_astray();
"""
NOW = TRIGGERS.format(added="", stays="")
BEFORE = TRIGGERS.format(
    added="WHEN (NEW.path NOT LIKE '/subgroups/%')",
    stays="WHEN (OLD.path NOT LIKE '/subgroups/%')",
)


class Migration(migrations.Migration):
    dependencies = [("sdp_portal", "0012_old_addresses_stay")]

    operations = [migrations.RunSQL(NOW, BEFORE)]
